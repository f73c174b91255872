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


def tree(spans: Iterable[Span]) -> tuple[Branch, ...]:
    """The roots of a trace; spans whose parent has not arrived are roots as well."""
    all_ = sorted(spans, key=lambda each: each.start)
    if not all_:
        return ()
    known, first = {each.id for each in all_}, all_[0].start
    below: dict[str, list[Span]] = {}
    for each in all_:
        below.setdefault(each.parent if each.parent in known and each.parent != each.id else "", []).append(each)

    def branch(span: Span, above: frozenset[str]) -> Branch:
        inner = [branch(each, above | {span.id}) for each in below.get(span.id, ()) if each.id not in above]
        return Branch(span, (span.start - first) / 1e6, (span.end - span.start) / 1e6, tuple(inner))

    return tuple(branch(each, frozenset()) for each in below.get("", ()))
