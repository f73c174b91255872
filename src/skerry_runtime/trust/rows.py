"""Conditions on rows, where operations are performed: on the one row before anything is done, on each row of a list that goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from sqlalchemy import or_

from skerry_runtime import spec
from skerry_runtime.operations import Call, Forbidden, Identity
from skerry_runtime.store import Page, Work
from skerry_runtime.store.mapping import Mapped, attribute
from skerry_runtime.trust.clauses import clause
from skerry_runtime.trust.conditions import MISSING, Known, holds, inner, named, possible, purposes
from skerry_runtime.trust.consent import Consents

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard

BODY = "request"  # the name under which values have the body
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One execution that is bound to conditions, of which one has to hold."""

    operation: spec.Operation
    caller: Identity
    values: Values
    conditions: tuple[spec.Condition, ...]
    row: BaseModel | None
    agreed: dict[tuple[str, str], bool] = field(default_factory=dict)


class Rows:
    """The rows of one service. `person` is the field that names whom a row is about."""

    def __init__(self, guard: Guard, tables: Mapping[str, Mapped[Any]], consents: Consents, person: str) -> None:
        self._guard, self._tables, self._consents, self._person = guard, tables, consents, person

    async def before(self, operation: spec.Operation, values: Values, call: Call, work: Work[Any]) -> Asked | None:
        """Refuses what may not be done with this row, and narrows lists to rows that may be seen; None where nothing is to be looked at.

        Raises:
            Forbidden: it may not be done, or there is no such row: who may not see it can't tell.
        """
        conditions = self._guard.conditions(operation, call.identity)
        if not conditions:
            return None
        assert call.identity and call.identity.person
        row = await self._row(operation, values, work)
        asked = Asked(operation, call.identity.person, values, conditions, row)
        if operation.listed and not _writes(operation):
            await self._narrowed(asked, work)
        elif not await self._may(asked, work, _ways(asked)):
            raise Forbidden()
        return asked

    async def after(self, asked: Asked | None, result: Any, work: Work[Any]) -> Any:
        """What goes out: of a list only the rows that may be seen."""
        if asked is None or not isinstance(result, Page | list | tuple):
            return result
        given = _Given(asked.operation, asked.values)
        items = result.items if isinstance(result, Page) else result
        places = [at for at, each in enumerate(items) if await self._may(asked, work, [[each, given, asked.row]])]
        seen = [items[at] for at in places]
        if not isinstance(result, Page):
            return seen
        if len(places) == len(items):
            return result
        return replace(result, items=seen, cursors=[result.cursors[at] for at in places] if result.cursors else ())

    async def _row(self, operation: spec.Operation, values: Values, work: Work[Any]) -> BaseModel | None:
        """The row as it is stored, which the behaviour then need not read again.

        It is read aside where the caller demands a version: that is looked at when the behaviour reads, and only of who may come so far.
        """
        mapping, key = self._tables.get(operation.access.row), values.get(operation.access.key)
        if mapping is None or key is None:
            return None
        if not work.guarded:
            kept: BaseModel | None = await work.repository(mapping.kind).find(key)
            return kept
        found = await work.peek(lambda connection: mapping.found(connection, key))
        entity: BaseModel | None = mapping.of_row(found)[0] if found else None
        return entity

    async def _may(self, asked: Asked, work: Work[Any], ways: Sequence[Sequence[Any]]) -> bool:
        """Whether one of the conditions holds, in whichever way the row is looked at: as it is, and as the request would have it."""
        views = [_Fields(way) for way in ways]
        for condition in asked.conditions:
            known = [
                holds(condition, asked.caller, view, await self._agreement(asked, condition, view, work))
                for view in views
            ]
            if all(known):
                return True
        return False

    async def _narrowed(self, asked: Asked, work: Work[Any]) -> None:
        """Refuses a list of which nothing may be seen, whatever is in it; else has pages made of what may be."""
        view = _Fields([_Given(asked.operation, asked.values), asked.row])
        mapping = self._tables.get(asked.operation.entity)
        may, surely, clauses = False, False, []
        for condition in asked.conditions:
            agreed = await self._agreement(asked, condition, view, work)
            may = may or possible(condition, asked.caller, view, agreed)
            surely = surely or holds(condition, asked.caller, view, agreed) is True
            if mapping is not None:
                clauses.append(clause(condition, asked.caller, view, agreed, mapping.column))
        if not may:
            raise Forbidden()
        if mapping is not None and not surely:
            work.narrow(mapping, or_(*clauses))

    async def _agreement(self, asked: Asked, condition: spec.Condition, view: _Fields, work: Work[Any]) -> Any:
        """What the person whom the row is about has agreed to; not known where nobody is named."""
        wanted = set(purposes(condition))
        person = view(self._person) if self._person and wanted else MISSING
        if person is not MISSING:
            for purpose in wanted:
                at = (str(person), purpose)
                if at not in asked.agreed:
                    asked.agreed[at] = await self._consents.given(work, person, purpose)

        def agreed(purpose: str) -> Known:
            return None if person is MISSING else asked.agreed[str(person), purpose]

        return agreed


class _Given:
    """The fields that parameters of the request give."""

    def __init__(self, operation: spec.Operation, values: Values) -> None:
        self._names, self._values = operation.access.fields, values

    def find(self, name: str) -> Any:
        given = self._values.get(self._names.get(name, ""))
        return MISSING if given is None else given


class _Fields:
    """Fields by name, from the first of several places that has one."""

    def __init__(self, places: Sequence[Any]) -> None:
        self._places = [each for each in places if each is not None]

    def __call__(self, name: str) -> Any:
        for place in self._places:
            found = place.find(name) if isinstance(place, _Given) else _field(place, name)
            if found is not MISSING:
                return found
        return MISSING


def _field(of: Any, name: str) -> Any:
    outer, dot, rest = name.partition(".")
    return inner(of, f"{attribute(type(of), outer)}{dot}{rest}") if isinstance(of, BaseModel) else inner(of, name)


def _ways(asked: Asked) -> list[list[Any]]:
    """The row as it is, or as it is to become where there is none yet; and as the body would have it, where that names such a field."""
    body, given = asked.values.get(BODY), _Given(asked.operation, asked.values)
    now = [given, body] if asked.row is None else [asked.row, given]
    names = {name for condition in asked.conditions for name in named(condition)} if body is not None else ()
    if all(_field(body, name) is MISSING for name in names):
        return [now]
    return [now, [body, given, asked.row]]


def _writes(operation: spec.Operation) -> bool:
    return any(each.method not in ("GET", "HEAD") for each in operation.routes)
