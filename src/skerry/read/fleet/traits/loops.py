"""Calls to others from inside a loop: as many round trips as there are rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.facts.kinds import Outbound
from skerry.read.fleet.traits._files import kind_of
from skerry.read.fleet.traits._stand import Stand

_LOOP = re.compile(
    r"^\s*(?:\}?\s*)?(?:for|foreach|while)\b|\.(?:forEach|map|flatMap|stream\(\)\.map|ForEach|Select)\s*\(\s*(?:async\s*)?(?:\w+|\([^)]*\))\s*(?:=>|->)"
)
_REMOTE = frozenset(["http", "https", "grpc"])
_FARTHEST = 60  # lines from a loop's head to the call


def find(stand: Stand) -> Iterator[Trait]:
    """Of calls that the readers of code have found, those that stand in a loop of the same function."""
    code = stand.ground.code
    calls: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for fact in code.of(Outbound):
        if fact.unit >= 0 and fact.protocol in _REMOTE:
            unit = code.units[fact.unit]
            if unit.role == "source" and unit.kind == "function":
                calls[unit.path].add((fact.line, unit.line))
    for path, lines in sorted(calls.items()):
        node = stand.ground.node_of(path)
        file = stand.file(path, kind_of(path)) if node else None
        if file is None:
            continue
        text = file.text.splitlines()
        for line, first in sorted(lines):
            if head := _loop_around(text, line, first):
                shown = " ".join(text[line - 1].split())[:100] if line <= len(text) else ""
                yield Trait(
                    node, "calls-in-loop", "", "", (Witness(path, line, "loops", shown), Witness(path, head, "loops"))
                )


def _loop_around(text: list[str], line: int, first: int) -> int:
    """The line of a loop's head around a line, 0 if there is none: a head that is indented less than all between."""
    if line > len(text):
        return 0
    depth = _indent(text[line - 1])
    for at in range(line - 1, max(first, line - _FARTHEST) - 1, -1):
        row = text[at - 1]
        if not row.strip() or _indent(row) >= depth:
            continue
        if _LOOP.search(row):
            return at
        depth = _indent(row)
    return 0


def _indent(row: str) -> int:
    return len(row.expandtabs(4)) - len(row.expandtabs(4).lstrip())
