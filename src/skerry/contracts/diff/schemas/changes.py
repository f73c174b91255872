"""Differences between two schemas as finished changes: rule, level, sentence, places and the field of the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from skerry.contracts.change import Action, Change, Direction, Subject
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference
from skerry.contracts.diff.schemas.kinds import KINDS
from skerry.contracts.diff.schemas.policy import Policy, level_of
from skerry.contracts.diff.schemas.rules import schema_rule
from skerry.formats.json_schema import Place, Shape
from skerry.kernel.span import Span

Locate = Callable[[Place], Span]
_LONGEST = 60
_DONE = {
    Action.ADDED: "was added",
    Action.REMOVED: "was removed",
    Action.NARROWED: "allows less",
    Action.WIDENED: "allows more",
    Action.CHANGED: "changed",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where data flows: its area and direction, the operation it belongs to, the way to it, and what a person calls it."""

    area: str
    direction: Direction
    operation: str = ""
    path: tuple[str, ...] = ()
    named: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both documents, how a place of either is found in its file, and how those who exchange the data read."""

    comparison: Comparison
    before: Locate
    after: Locate
    policy: Policy = Policy.TOLERANT


def changes(sides: Sides, spot: Spot, before: Shape, after: Shape) -> Iterator[Change]:
    """What changed in the data at a spot, in the order of the documents."""
    for difference in sides.comparison.differences(before, after):
        yield change_of(sides, spot, difference)


def change_of(sides: Sides, spot: Spot, difference: Difference) -> Change:
    """One difference as a change, without a proof yet."""
    rule = schema_rule(spot.direction, spot.area, difference.kind, difference.action, sides.policy)
    field = (*spot.path, *difference.field)
    others = f" (and in {len(difference.elsewhere)} more places)" if difference.elsewhere else ""
    prefix = f"{spot.operation}: " if spot.operation else ""
    return Change(
        rule=rule,
        level=level_of(difference, spot.direction, sides.policy),
        path=str(difference.now if difference.now.pointer or difference.now.document else difference.was),
        message=f"{prefix}{sentence(difference, spot)}{others}",
        before=difference.old,
        after=difference.new,
        was=sides.before(difference.was),
        now=sides.after(difference.now),
        subject=Subject(spot.operation, field),
    )


def sentence(difference: Difference, spot: Spot) -> str:
    """What happened, to a reader: where in the data, what, and both values where they are short."""
    where = way(difference.field)
    named = spot.named or spot.area
    place = f"{where} in {named}" if where else named
    title = KINDS[difference.kind].title
    values = _values(difference)
    return f"{place}: the {title} {_DONE[difference.action]}{values}"


def way(field: tuple[str, ...]) -> str:
    """The way to a field as people write it: `items[].price`."""
    return ".".join(field).replace(".[]", "[]")


def _values(difference: Difference) -> str:
    old, new = _short(difference.old), _short(difference.new)
    if difference.action is Action.ADDED:
        return f" ({new})" if new else ""
    if difference.action is Action.REMOVED:
        return f" ({old})" if old else ""
    return f" ({old} became {new})" if old and new and old != new else ""


def _short(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
