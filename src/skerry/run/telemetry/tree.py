"""A trace as a tree: who called whom, when it began, how long it took, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skerry.run.telemetry.received import Span


@dataclass(frozen=True, slots=True)
class Branch:
    """A span with what it caused, in the order of their beginnings; `after` is milliseconds from the beginning of the trace."""

    span: Span
    after: float
    took: float
    branches: tuple[Branch, ...] = ()

    @property
    def services(self) -> frozenset[str]:
        """All services in it."""
        return frozenset({self.span.service}).union(*(each.services for each in self.branches))


_DEEPEST = 100  # what lies deeper is shown at this depth


def tree(spans: Iterable[Span]) -> tuple[Branch, ...]:
    """The roots of a trace; spans whose parent has not arrived are roots as well, and one of those that name each other as parents."""
    all_ = sorted(spans, key=lambda each: each.start)
    known = {each.id for each in all_}
    below: dict[str, list[Span]] = {}
    for each in all_:
        below.setdefault(each.parent if each.parent in known else "", []).append(each)
    grown: set[str] = set()
    roots = [*below.get("", ()), *all_]
    return tuple(_branch(root, below, grown, all_[0].start, 1) for each in roots for root in _fresh([each], grown))


def _branch(span: Span, below: dict[str, list[Span]], grown: set[str], first: int, depth: int) -> Branch:
    inner = _fresh(below.get(span.id, ()), grown)
    if depth >= _DEEPEST:
        for each in inner:
            inner += _fresh(below.get(each.id, ()), grown)
        below = {}
    branches = tuple(_branch(each, below, grown, first, depth + 1) for each in inner)
    return Branch(span, (span.start - first) / 1e6, (span.end - span.start) / 1e6, branches)


def _fresh(spans: Iterable[Span], grown: set[str]) -> list[Span]:
    """Those that have no place yet; now they have."""
    found = [each for each in spans if each.id not in grown]
    grown.update(each.id for each in found)
    return found
