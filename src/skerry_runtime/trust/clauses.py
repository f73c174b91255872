"""Conditions as SQL, so that a page is full of what one may see. What SQL can not say is let through here, and judged row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from skerry_runtime import spec
from skerry_runtime.operations import Identity
from skerry_runtime.trust.conditions import MISSING, Agreed, Fields, members, possible, value

Columns = Callable[[str], ColumnElement[Any]]


def clause(
    condition: spec.Condition | None, caller: Identity, fields: Fields, agreed: Agreed, columns: Columns
) -> ColumnElement[bool]:
    """All rows for which the condition may hold, and perhaps more.

    Args:
        condition: what has to hold.
        caller: who asks.
        fields: those that the request itself gives.
        agreed: whether the person has agreed, as far as that is the same for all rows.
        columns: the column of a field; raises ValueError where there is none.
    """
    return _Clauses(caller, fields, agreed, columns).of(condition, wanted=True)


class _Clauses:
    def __init__(self, caller: Identity, fields: Fields, agreed: Agreed, columns: Columns) -> None:
        self._caller, self._fields, self._agreed, self._columns = caller, fields, agreed, columns

    def of(self, condition: spec.Condition | None, *, wanted: bool) -> ColumnElement[bool]:
        """The rows for which it may be true, or may be false if that is wanted; what is not known is neither."""
        if not possible(condition, self._caller, self._fields, self._agreed, wanted=wanted):
            return false()
        if isinstance(condition, spec.Not):
            return self.of(condition.of, wanted=not wanted)
        if isinstance(condition, spec.Every):
            parts = [self.of(each, wanted=wanted) for each in condition.of]
            return and_(*parts) if (condition.word == "and") == wanted else or_(*parts)
        found = self._compared(condition) if isinstance(condition, spec.Compare) else None
        return true() if found is None else found if wanted else not_(found)

    def _compared(self, condition: spec.Compare) -> ColumnElement[bool] | None:
        left, right = condition.left, condition.right
        if right.kind == "field" and condition.sign != "in":
            left, right = right, left
        if left.kind != "field" or right.kind == "field" or self._fields(left.text) is not MISSING:
            return None
        given = value(right, self._caller, self._fields)
        try:
            column = self._columns(left.text)
            several = [_typed(column, each) for each in members(given)]
        except (ValueError, TypeError, NotImplementedError):
            return None
        if condition.sign == "!=":
            return and_(*(column != each for each in several))
        return column.in_(several)


def _typed(column: ColumnElement[Any], given: Any) -> Any:
    kind = column.type.python_type
    return given if isinstance(given, kind) else kind(str(given))
