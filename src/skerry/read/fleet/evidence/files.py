"""Addresses in the configuration files of a node, and in those of several, as far as a node's code reads their keys."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.entries import Entry, entries
from skerry.read.fleet.evidence._keys import is_address, is_called, words
from skerry.read.fleet.evidence._schemes import is_of_messages
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.passages import is_config, is_manifest
from skerry.read.fleet.programs import Programs
from skerry.read.sources import SourceFile

# Measured on twelve fleets.
ADDRESS = 0.95  # 57 of 57
NAME = 0.85  # 9 of 9
LOCAL = 0.7  # 21 of 21, most of which another profile says, too
SHARED = 0.9  # the key is read by the node's code: 32 of 32
_SERVES_OTHERS = frozenset(["config"])  # what lies in the folder of a configuration server is for its clients


def find(ground: Ground) -> Iterator[Link]:
    """A link for every address that is configured."""
    programs = ground.derived(Programs)
    for node, at in ground.by_name.items():
        if at.role not in _SERVES_OTHERS:
            for file in programs.config(node):
                yield from _of_file(ground, node, file, programs.has_code(node))
    for file in ground.texts.tree.files:
        if (
            is_config(file)
            and not _is_of_compose(file)
            and not ground.node_of(file.path)
            and (nodes := ground.around(file.path))
        ):
            yield from _of_several(ground, programs, sorted(nodes), file)


def _entries(ground: Ground, file: SourceFile) -> Iterator[Entry]:
    text = ground.texts.of(file.path)
    return entries(text, file.extension) if not is_manifest(text) else iter(())


def _of_file(ground: Ground, node: str, file: SourceFile, coded: bool) -> Iterator[Link]:
    """Within an image of others, the address of this machine is itself."""
    for entry in _entries(ground, file):
        for target, how in _targets(ground, node, entry):
            if coded or how != "local":
                strength = {"name": NAME, "local": LOCAL}.get(how, ADDRESS)
                yield Link(node, target, _witness(file.path, entry, "file", strength), _kind(ground, target, entry))


def _of_several(ground: Ground, programs: Programs, nodes: list[str], file: SourceFile) -> Iterator[Link]:
    """Of what all share a node uses what its code reads: the key, and that around it where the key alone says nothing."""
    for entry in _entries(ground, file):
        for node in nodes:
            for target, how in _targets(ground, node, entry):
                if (how != "name" or len(words(entry.path[-1])) > 1) and all(
                    programs.reads(node, key) for key in _telling(entry)
                ):
                    seen = _witness(file.path, entry, "shared file", SHARED)
                    yield Link(node, target, seen, _kind(ground, target, entry))


def _is_of_compose(file: SourceFile) -> bool:
    """Whether a file is one of variables for whoever starts the system, who gives each node its own."""
    return file.path.rpartition("/")[2].startswith(".env")


def _telling(entry: Entry) -> tuple[str, ...]:
    return entry.path[-1:] if len(words(entry.path[-1])) > 1 else entry.path[-2:]


def _targets(ground: Ground, node: str, entry: Entry) -> Iterator[tuple[str, str]]:
    key = ".".join(entry.path)
    if not entry.path or not is_called(key):
        return
    for target, how in ground.addresses.meant(entry.value, node):
        if target != node and (how != "name" or is_address(entry.path[-1])):
            yield target, how


def _kind(ground: Ground, target: str, entry: Entry) -> str:
    """A service at the address of a broker is sent messages; else its role tells."""
    messages = is_of_messages(entry.path[-1], entry.value)
    return "async" if messages and not ground.by_name[target].infrastructure else ""


def _witness(path: str, entry: Entry, reader: str, strength: float) -> Witness:
    return Witness(path, entry.line, reader, f"{'.'.join(entry.path)}: {entry.value}"[:120], strength)
