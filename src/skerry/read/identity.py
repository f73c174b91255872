"""What names a declaration within its file from one reading to the next, though indices and lines move."""

from __future__ import annotations

from collections import Counter

from skerry.read.languages import CLASSES
from skerry.read.outline import Head


def identities(head: Head) -> list[str]:
    """For each scope its kind and name below those of what is around it, counted where several are called alike."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for scope in head.scopes:
        above = found[scope.parent] + "/" if scope.parent >= 0 else ""
        own = f"{above}{scope.kind} {scope.name}"
        seen[own] += 1
        found.append(own if seen[own] == 1 else f"{own} #{seen[own]}")
    return found


def holds_class(head: Head) -> set[int]:
    """The scopes that directly hold a class."""
    return {scope.parent for scope in head.scopes if scope.kind in CLASSES and scope.parent >= 0}
