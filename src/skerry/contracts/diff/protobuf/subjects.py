"""Which procedures carry a changed message, and where in their request or response it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from skerry.contracts.change import Change, Subject
from skerry.formats.protobuf.schema import Schema
from skerry.formats.protobuf.uses import Uses

_OF_TYPES = ("message", "field", "oneof", "enum", "enum-value")


def with_subjects(changes: list[Change], before: Schema, after: Schema) -> Iterator[Change]:
    """The changes, those of types with the first procedure that carries them, all of them in the details."""
    touched = [change for change in changes if change.rule.area in _OF_TYPES and not change.subject.operation]
    files = {file for change in touched for file in _files(change, before, after)}
    uses = Uses(before, files), Uses(after, files)
    for change in changes:
        if change.rule.area not in _OF_TYPES or change.subject.operation:
            yield change
            continue
        own = change.subject.field
        name = change.path if change.rule.area in ("message", "enum") and not own else change.path.rpartition(".")[0]
        found = uses[1 if change.was is None else 0].of(name)
        if not found:
            yield change
            continue
        described = tuple(f"{use.operation} {use.side} {'.'.join((*use.path, *own))}".strip() for use in found)
        first = found[0]
        yield replace(
            change,
            subject=Subject(first.operation, (*first.path, *own)),
            details={**change.details, "side": first.side, "operations": described},
        )


def _files(change: Change, before: Schema, after: Schema) -> Iterable[str]:
    for span, schema in ((change.was, before), (change.now, after)):
        if span is not None:
            yield schema.named(span.path)
