"""Two JSON Schema documents as a registry compares them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skerry.contracts.change import Direction
from skerry.contracts.diff.format import Compared, Mode, Options
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.policy import Policy
from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.json_schema import Dialect, Place, Schemas, dialect_of
from skerry.formats.text import Text, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

AREA = "data"
_DIRECTIONS = {Mode.FORWARD: Direction.OUT, Mode.FULL: Direction.BOTH}
_MODERN = ("$defs", "prefixItems", "dependentSchemas", "dependentRequired", "unevaluatedProperties", "unevaluatedItems")


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed from the one schema to the other."""
    was, wrong = _open(before)
    now, also = _open(after)
    if was is None or now is None:
        return Compared((), (*wrong, *also))
    comparison = Comparison(_schemas(was, before), _schemas(now, after))
    setting = Setting(
        _DIRECTIONS.get(options.mode, Direction.IN),
        AREA,
        _spans(was, before),
        _spans(now, after),
        Policy.REGISTRY,
        witnesses=options.witnesses,
    )
    changes = schema_changes(comparison, comparison.before.at(""), comparison.after.at(""), setting)
    return Compared(changes, (*wrong, *also, *comparison.before.problems, *comparison.after.problems))


def _open(bundle: Bundle) -> tuple[Text | None, tuple[Problem, ...]]:
    name = bundle.names[0]
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        data = None
    if data is None:
        return None, (Problem(problems.UNREADABLE, "not there, or it may not be read", Span(bundle.place(name))),)
    return read(bundle.place(name), data)


def _schemas(text: Text, bundle: Bundle) -> Schemas:
    schemas = Schemas(text.value, _dialect(text.value), bundle.names[0], bundle)
    schemas.locate = _spans(text, bundle)
    return schemas


def _dialect(value: Any) -> Dialect:
    """What it says; else by its words: draft-07 is what registries take for granted."""
    modern = isinstance(value, dict) and any(word in value for word in _MODERN)
    return dialect_of(value, Dialect.DRAFT_2020_12 if modern else Dialect.DRAFT_07)


def _spans(text: Text, bundle: Bundle) -> Callable[[Place], Span]:
    def span(place: Place) -> Span:
        return Span(bundle.place(place.document)) if place.document else text.span(place.pointer)

    return span
