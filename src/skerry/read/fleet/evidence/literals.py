"""Addresses as they stand in code of any language: URLs, `host:port`, connection strings, and bare names where an address is due.

One pass a file: what looks like an address is found first, and then looked up, so that the number of names costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.addresses import Addresses
from skerry.read.fleet.evidence._keys import is_address, is_called, is_naming, reads
from skerry.read.fleet.evidence._schemes import speaks_messages
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.passages import is_comment, line_at
from skerry.read.fleet.programs import Programs

# Measured on twelve fleets.
URL = 0.97  # 13 of 13
HOST_AND_PORT = 0.95
DEFAULT = 0.95  # what holds if a variable is not set: 7 of 7
POSITION = 0.85  # a bare name where an address is due: 13 of 13
LOCAL = 0.7
LIBRARY = 0.7  # times: it stands in code of nobody that the node uses

_Found = tuple[str, int, str, float]  # the node that is meant, where, by what kind of evidence, how sure

_URL = re.compile(r"(?<=:)//(?:[^@/\s\"'`]{1,80}@)?([A-Za-z0-9_][\w.-]*)(?::(\d{2,5}))?")
_SCHEME = re.compile(r"[A-Za-z][\w+]*:$")
_LONGEST_SCHEME, _LONGEST = 20, 120  # characters
_QUOTED = re.compile(r"[\"'`]([A-Za-z0-9_][\w.-]*)(?::(\d{2,5}))?(?=[\"'`/,])")
_PAIR = re.compile(
    r"(?i)(?<![\w-])(?:server|host|data source)=(?:tcp:)?([A-Za-z0-9_][\w.-]*)(?:[,:](\d+))?|\(([A-Za-z][\w.-]*):(\d{2,5})\)/"
)
_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*")
_MODULE = re.compile(
    r"^\s*(?:import|from|require|use|include|using|package|@|#include)\b|\b(?:require|import)\s*\(?\s*$|\bfrom\s*$"
)
_SAID = re.compile(
    r"(?i)set_?(?:tag|attribute)|\blog(?:ger|ging)?\.|print(?:f|ln)?\(|console\.|semconv|attribute[.(]|with_?(?:tag|label)"
)
_OTHERWISE = re.compile(r"(?:[,|?:]|\bor|\belse|unwrap_or\w*\([^\"'`]*)\s*$")
_PORT_BEHIND = re.compile(r"[\"'`]\s*,\s*\d{4,5}\b")
_MEMBER = re.compile(r"^[\"'`]\s*[\]:]")  # the literal is a key itself


def find(ground: Ground) -> Iterator[Link]:
    """A link for every address in code of a node, or in a library that it uses."""
    programs = ground.derived(Programs)
    for node in ground.parts:
        for file in programs.code(node):
            yield from _of_file(ground, node, file.path, file.extension, 1)
        for file in programs.libraries(node):
            yield from _of_file(ground, node, file.path, file.extension, LIBRARY)


def _of_file(ground: Ground, node: str, path: str, extension: str, factor: float) -> Iterator[Link]:
    text = ground.texts.code(path)
    for target, at, reader, strength in _found(ground, node, text):
        if target != node and not is_comment(text, at, extension):
            shown = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()[:120]
            seen = Witness(path, line_at(text, at), reader, shown, round(strength * factor, 3))
            yield Link(node, target, seen, _kind(ground, target, text, at))


def _kind(ground: Ground, target: str, text: str, at: int) -> str:
    """A service at the address of a broker is sent messages; else its role tells."""
    scheme = _SCHEME.search(text, max(0, at - _LONGEST_SCHEME), at)
    address = text[scheme.start() : at + _LONGEST] if scheme else ""
    return "async" if speaks_messages(address) and not ground.by_name[target].infrastructure else ""


def _found(ground: Ground, node: str, text: str) -> Iterator[_Found]:
    yield from _urls(ground.addresses, node, text)
    for found in _PAIR.finditer(text):
        if target := ground.addresses.named(found[1] or found[3]):
            yield target, found.start(), "connection string", URL
    yield from _quoted(ground.addresses, node, text)


def _urls(addresses: Addresses, node: str, text: str) -> Iterator[_Found]:
    for found in _URL.finditer(text):
        target = addresses.named(found[1])
        local = "" if target or not found[2] else next(addresses.of(f"{found[1]}:{found[2]}", node), "")
        if (target or local) and is_called(_before(text, found.start())):
            yield target or local, found.start(), "url" if target else "local url", URL if target else LOCAL


def _quoted(addresses: Addresses, node: str, text: str) -> Iterator[_Found]:
    for found in _QUOTED.finditer(text):
        if found[2]:
            if target := next(addresses.of(f"{found[1]}:{found[2]}", node), ""):
                yield target, found.start(), "host and port", HOST_AND_PORT if addresses.named(found[1]) else LOCAL
        elif text[found.end()] in "\"'`" and (target := addresses.named(found[1])):
            before = _before(text, found.start())
            if strength := _bare(before, text[found.end() : found.end() + 20], found[1]):
                yield target, found.start(), "name", strength


def _before(text: str, at: int) -> str:
    """What stands on the line before a place, as far as it can matter."""
    return text[max(text.rfind("\n", 0, at) + 1, at - 120) : at]


def _bare(before: str, behind: str, name: str) -> float:
    """How sure a bare name in quotes is an address; 0 if it is not."""
    alternative = bool(_OTHERWISE.search(before))
    if name != name.lower() or _MODULE.search(before) or _SAID.search(before) or not is_called(before):
        return 0
    if _MEMBER.match(behind) and not alternative:
        return 0
    if _PORT_BEHIND.match(behind):
        return HOST_AND_PORT
    identifiers = _IDENTIFIER.findall(before)
    if not identifiers or is_naming(identifiers[-1]):
        return 0
    if alternative and reads(before):
        return DEFAULT if is_address(identifiers[-1]) else POSITION
    return POSITION if is_address(identifiers[-1]) else 0
