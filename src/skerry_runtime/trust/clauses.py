"""Conditions as SQL, so that a page is full of what one may see. What SQL can not say is let through here, and judged row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from skerry_runtime import spec
from skerry_runtime.operations import Identity
from skerry_runtime.trust.conditions import MISSING, Agreed, Fields, holds, members, value

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
    return _Clauses(caller, fields, agreed, columns).of(condition, wide=True)


class _Clauses:
    def __init__(self, caller: Identity, fields: Fields, agreed: Agreed, columns: Columns) -> None:
        self._caller, self._fields, self._agreed, self._columns = caller, fields, agreed, columns

    def of(self, condition: spec.Condition | None, *, wide: bool) -> ColumnElement[bool]:
        """More rows than those for which it holds where that is `wide`, else fewer: under `not` each turns into the other."""
        known = holds(condition, self._caller, self._fields, self._agreed)
        if known is not None:
            return true() if known else false()
        if isinstance(condition, spec.Not):
            return not_(self.of(condition.of, wide=not wide))
        if isinstance(condition, spec.Every):
            parts = [self.of(each, wide=wide) for each in condition.of]
            return and_(*parts) if condition.word == "and" else or_(*parts)
        found = self._compared(condition) if isinstance(condition, spec.Compare) else None
        return found if found is not None else true() if wide else false()

    def _compared(self, condition: spec.Compare) -> ColumnElement[bool] | None:
        left, right = condition.left, condition.right
        if right.kind == "field" and condition.sign != "in":
            left, right = right, left
        if left.kind != "field" or right.kind == "field":
            return None
        given = value(right, self._caller, self._fields)
        if given is MISSING:
            return false()  # not known, whatever the row: it does not hold, and neither does its contrary
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
