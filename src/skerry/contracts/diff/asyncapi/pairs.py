"""Which things of both sides belong together: by their keys, then by what is sent over the wire."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def paired(
    before: Mapping[str, T], after: Mapping[str, T], *marks: Callable[[T], Hashable]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pairs, and what is left of either side. Marks are tried in order; a mark of None, or one that several bear, pairs nothing."""
    left, right = dict(before), dict(after)
    pairs: list[tuple[T, T]] = []
    for mark in marks:
        mine, theirs = _marked(left, mark), _marked(right, mark)
        for found, key in mine.items():
            if found in theirs:
                pairs.append((left.pop(key), right.pop(theirs[found])))
    order = {id(each): at for at, each in enumerate(before.values())}
    return sorted(pairs, key=lambda pair: order[id(pair[0])]), list(left.values()), list(right.values())


def _marked(things: Mapping[str, T], mark: Callable[[T], Hashable]) -> dict[Hashable, str]:
    marks = [(mark(thing), key) for key, thing in things.items()]
    several = _repeated(found for found, _ in marks)
    return {found: key for found, key in marks if found is not None and found not in several}


def _repeated(marks: Iterable[Hashable]) -> set[Hashable]:
    seen: set[Hashable] = set()
    return {mark for mark in marks if mark in seen or seen.add(mark)}  # type: ignore[func-returns-value]
