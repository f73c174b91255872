"""Settings that manifests give to a node, joined with the keys that its code reads; and what manifests say that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Node
from skerry.read.fleet.evidence._jvm import Jvm
from skerry.read.fleet.evidence._keys import is_address, is_called
from skerry.read.fleet.evidence._schemes import is_of_messages
from skerry.read.fleet.evidence.spring_settings import aboard, keeps, named_after
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.programs import Programs
from skerry.read.manifests import Setting

# The share of right ones among the pairs of nodes that a kind of evidence names, measured on twelve fleets: in the remarks.
READ = 0.95  # the code names the key, or a library aboard reads it: 64 of 65, shared ones too; arguments 23 of 23
DECLARED = 0.55  # the key is one of the node's configuration, and code may take it in parts: not measured alone
OF_LIBRARY = 0.85  # as before, of infrastructure, and a library aboard is named after what the key is of: 7 of 7
KNOWN = 0.9  # a library of this name reads it wherever it is built in
UNSEEN = 0.85  # there is no code to look at: 5 of 5
UNREAD = 0.4  # there is code, and it does not name the key: none on the twelve fleets
UNREADABLE = 0.1  # no library aboard reads the key, and nothing but a library would: 0 of 10
UNREAD_STORE = 0.6  # as before, of a database, broker or cache, whose libraries often read keys of their own
SHARED_UNREAD = 0  # what a map that all have says to others
SHARED_UNSEEN = 0.3
GIVEN_AWAY = 0.2  # the code names the key where it says who may come back, or from where
LOCAL = 0.85  # times: an address of the developer's machine
STATED = 0.9  # a manifest names the callee itself, a route, a reference: 20 of 20
WEAK = {"depends_on": 0.4, "links": 0.4, "waits-for": 0.6, "allowed": 0.6, "logging": 0.95}
WEAK_ON_STORE = 0.8
OF_TESTS = 0.5  # times: it stands in a manifest that starts tests
_TESTS = re.compile(r"(?i)(?:^|[/._-])(?:tests?|e2e|integration|ci)[._-][^/]*$")
_STORES = frozenset(["database", "broker", "cache"])
_STORELESS = frozenset(["config", "registry"])  # they start when others are there, and keep data in files and in memory
_PLATFORM = frozenset(["registry", "config", "telemetry"])  # a link to one is a use of it: on the Java fleets 12 of 12
_KNOWN = re.compile(r"^OTEL_EXPORTER_")  # OpenTelemetry, SDK environment variables


def find(ground: Ground) -> Iterator[Link]:
    """A link for every address among the settings that is called, and for everything that a manifest says a node needs."""
    programs = ground.derived(Programs)
    for node in ground.parts:
        yield from _given(ground, programs, node)
        yield from _needed(ground, node)


def _given(ground: Ground, programs: Programs, node: str) -> Iterator[Link]:
    for setting in ground.settings(node):
        if not is_called(setting.key):
            continue
        for target, how in ground.addresses.meant(setting.value, node):
            if target == node or (how == "name" and not is_address(setting.key)):
                continue
            if how == "local" and not programs.has_code(node):  # within an image, this machine is itself
                continue
            strength = _strength(ground, node, setting, ground.by_name[target]) * (LOCAL if how == "local" else 1)
            if not strength:
                continue
            text = f"{setting.key}={setting.value}"
            witness = replace(setting.witness, text=text[:120], reader=setting.how, strength=round(strength, 3))
            yield Link(node, target, witness, _kind(setting, ground.by_name[target]))


def _strength(ground: Ground, node: str, setting: Setting, target: Node) -> float:
    if setting.how == "argument":
        return READ
    programs = ground.derived(Programs)
    shared = setting.how in {"shared", "file"}  # a map, or a file from one, may be mounted into many
    module = ground.derived(Jvm).modules.get(node)
    by_library = aboard(module, setting.key.lower().replace("_", ".")) if module else None
    if module is not None and by_library is not None and not _KNOWN.match(setting.key):
        # The client of a registry or a configuration server comes with other starters of Spring Cloud, too.
        perhaps = not module.built or target.role in _STORELESS
        return READ if by_library else SHARED_UNREAD if shared else UNREAD if perhaps else UNREADABLE
    if programs.reads(node, setting.key):
        return READ if is_called(programs.lines(node, setting.key)) else GIVEN_AWAY
    if not programs.has_code(node):
        return SHARED_UNSEEN if setting.how == "shared" else UNSEEN
    if _KNOWN.match(setting.key):
        return KNOWN
    if programs.declares(node, setting.key):
        if module is None or not target.infrastructure:
            return DECLARED
        return OF_LIBRARY if named_after(module, setting.key, target.technology) else UNREADABLE
    if shared:
        return SHARED_UNREAD
    if target.role not in _STORES:
        return UNREAD
    return UNREAD_STORE if module is None or named_after(module, setting.key, target.technology) else UNREADABLE


def _kind(setting: Setting, target: Node) -> str:
    """A service that is reached as a broker is sends and receives; else the target's role tells."""
    return "async" if not target.infrastructure and is_of_messages(setting.key, setting.value) else ""


def _needed(ground: Ground, node: str) -> Iterator[Link]:
    for part in ground.parts[node]:
        for pointer in part.pointers:
            for target in ground.addresses.of(pointer.target, node):
                strength = _needs(ground, pointer.witness.reader, ground.by_name[target], ground.by_name[node])
                if _TESTS.search(pointer.witness.path):
                    strength = round(strength * OF_TESTS, 3)
                yield Link(node, target, replace(pointer.witness, strength=strength), pointer.kind)


def _needs(ground: Ground, how: str, target: Node, source: Node) -> float:
    """The order of start, and names made known, say little but of what is only there to be used, and can be."""
    if how not in WEAK:
        return STATED
    if source.role in _STORELESS:
        return min(WEAK[how], UNREAD)
    used = target.role in _STORES or (how == "links" and target.role in _PLATFORM)
    return WEAK_ON_STORE if used and not _without_driver(ground, source, target) else WEAK[how]


def _without_driver(ground: Ground, source: Node, target: Node) -> bool:
    """Whether a program for the JVM is built without any library that could speak to a database or cache."""
    module = ground.derived(Jvm).modules.get(source.name)
    return module is not None and target.role in {"database", "cache"} and not keeps(module, target.technology)
