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
_ROLES = frozenset(["business", "gateway", "auth", "external"])
_REMOTE = frozenset(["http", "https", "grpc"])
_FARTHEST = 60  # lines from a loop's head to the call


def find(stand: Stand) -> Iterator[Trait]:
    """Of the calls that were found in code, those that stand in a loop of the same function. Whom they call is said where it is known."""
    for path, calls in sorted(_calls(stand).items()):
        node = stand.ground.node_of(path)
        file = stand.file(path, kind_of(path)) if node else None
        text = file.text.splitlines() if file is not None else []
        for line, other in sorted(calls):
            first = next((begin for begin, end in stand.functions(path) if begin <= line <= end), 0)
            if first and (head := _loop_around(text, line, first)):
                shown = " ".join(text[line - 1].split())[:100]
                evidence = (Witness(path, head, "loops"), Witness(path, line, "loops", shown))
                yield Trait(node, "calls-in-loop", other, "", evidence)


def _calls(stand: Stand) -> dict[str, set[tuple[int, str]]]:
    """Line and callee, '' if not known, of all remote calls of each file."""
    code = stand.ground.code
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for path, line, target in stand.calls():
        if stand.ground.by_name[target].role in _ROLES:
            found[path].add((line, target))
    for fact in code.of(Outbound):
        if fact.unit >= 0 and fact.protocol in _REMOTE and code.units[fact.unit].role == "source":
            path = code.units[fact.unit].path
            if all(line != fact.line for line, _ in found[path]):
                found[path].add((fact.line, ""))
    return found


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
