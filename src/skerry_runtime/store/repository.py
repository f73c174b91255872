"""Entities by key and in pages. Reads go to the database at once; writes wait in the unit of work until it commits.

So no lock is held while an operation thinks or calls another service. That nobody else has changed a thing in between is checked when
it is written: each row has a version.
"""

from __future__ import annotations

from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel
from sqlalchemy import Connection, Select, and_

from skerry_runtime.operations import Already, Conflict, NotFound
from skerry_runtime.store import cursor as cursors
from skerry_runtime.store.change import Act, Change, Unit
from skerry_runtime.store.mapping import Mapped, attribute, plain

E = TypeVar("E", bound=BaseModel)
LARGEST = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some of a list; `next` is the cursor of what follows, '' on the last page; `cursors` those behind each, where they are known."""

    items: Sequence[E]
    next: str = ""
    cursors: Sequence[str] = ()


class Repository(Generic[E]):
    """The entities of one type, within one unit of work."""

    def __init__(self, work: Unit, mapping: Mapped[E]) -> None:
        self._work, self._mapping = work, mapping

    async def add(self, entity: E) -> None:
        """Stores a new one. If its key is taken, the commit ends in `Conflict`."""
        self._work.change(Change(self._mapping, Act.ADD, self._mapping.key_of(entity), entity))

    async def get(self, key: Any) -> E:
        """The entity with this key.

        Raises:
            NotFound: there is none.
        """
        found = await self.find(key)
        if found is None:
            raise NotFound(f"there is no {self._mapping.name} {key}")
        return found

    async def find(self, key: Any) -> E | None:
        """The entity with this key, None if there is none. Within one unit of work it is read once."""
        held = self._work.held(self._mapping, key)
        if held is None:
            mapping = self._mapping
            row = await self._work.peek(lambda connection: mapping.found(connection, key))
            held = self._work.hold(mapping, key, *(mapping.of_row(row) if row else (None, 0)))
        entity: E | None = held.entity
        return entity

    async def many(self, keys: Sequence[Any]) -> dict[Any, E]:
        """Those of the entities with these keys that there are, by key: one query for all that were not read before."""
        mapping = self._mapping
        wanted = [key for key in dict.fromkeys(keys) if self._work.held(mapping, key) is None]
        if wanted:
            statement = mapping.select.where(mapping.table.c[mapping.key].in_([plain(key) for key in wanted]))
            if (seen := self._work.narrowed(mapping)) is not None:
                statement = statement.where(seen)
            rows, _ = await self._work.read(lambda connection: _rows(connection, mapping, statement, len(wanted)))
            read = [mapping.of_row(row) for row in rows if row is not None]
            found = {mapping.key_of(entity): (entity, version) for entity, version in read}
            for key in wanted:
                if seen is None or key in found:  # of what may not be seen it is not known whether it is there
                    self._work.hold(mapping, key, *found.get(key, (None, 0)))
        held = {key: self._work.held(mapping, key) for key in keys}
        return {key: each.entity for key, each in held.items() if each is not None and each.entity is not None}

    async def save(self, entity: E) -> None:
        """Stores what it is now.

        Raises:
            NotFound: there is none with its key.
        """
        key = self._mapping.key_of(entity)
        await self.get(key)
        self._work.change(Change(self._mapping, Act.SAVE, key, entity))

    async def put(self, entity: E) -> None:
        """Stores it, whether or not there was one with its key."""
        known = await self.find(self._mapping.key_of(entity))
        await (self.add(entity) if known is None else self.save(entity))

    async def remove(self, key: Any) -> None:
        """Takes it away.

        Raises:
            NotFound: there is none.
        """
        await self.get(key)
        self._work.change(Change(self._mapping, Act.REMOVE, key, None))

    def moved(self, entity: E, target: Any, sources: Sequence[Any] = ()) -> E:
        """The entity in the state `target`, to be stored with the rest of this unit of work.

        Raises:
            Conflict: its state is not one of `sources`; `Already` if it is `target`.
        """
        mapping = self._mapping
        now = getattr(entity, mapping.state)
        if sources and now not in sources:
            allowed = " or ".join(str(plain(each)) for each in sources)
            kind = Already if now == target else Conflict
            raise kind(f"{mapping.name} {mapping.key_of(entity)} is {plain(now)}, and has to be {allowed}")
        moved = entity.model_copy(update={mapping.state: target})
        if self._work.held(mapping, mapping.key_of(entity)):
            self._work.change(Change(mapping, Act.SAVE, mapping.key_of(entity), moved))
        return moved

    async def one(self, filters: Values[str, Any]) -> E:
        """The first one with these values.

        Raises:
            NotFound: there is none.
        """
        found = await self.page(filters, limit=1)
        if not found.items:
            said = ", ".join(f"{name} {value}" for name, value in filters.items())
            raise NotFound(f"there is no {self._mapping.name} with {said}")
        return await self.get(self._mapping.key_of(found.items[0]))

    async def page(
        self,
        filters: Values[str, Any] | None = None,
        limit: int = 50,
        cursor: str = "",
        between: Values[str, tuple[Any, Any]] | None = None,
    ) -> Page[E]:
        """At most `limit` (100) of those that are stored and have these values (None: any), in the order of their keys.

        `between` gives a lower and an upper end, both included, None for open. What this unit of work has not committed is not in it.
        With `cursors.BACK` before it, a cursor asks for what comes before it, and alone for the end of the list; `next` is then what
        comes before that.

        Raises:
            ForeignCursor: the cursor is not of this list with these filters.
            ValueError: a filter is no column.
        """
        mapping, limit = self._mapping, max(1, min(limit, LARGEST))
        asked = {name: plain(value) for name, value in (filters or {}).items() if value is not None}
        scope = f"{mapping.name} {sorted((name, str(value)) for name, value in asked.items())} {between or ''}"
        key = mapping.table.c[mapping.key]
        back, at = cursor.startswith(cursors.BACK), cursor.removeprefix(cursors.BACK)
        order = key.desc() if back else key
        statement = (
            _within(mapping, _having(mapping, mapping.select, asked), between or {}).order_by(order).limit(limit + 1)
        )
        if (seen := self._work.narrowed(mapping)) is not None:
            statement = statement.where(seen)
        if at:
            after = key.type.python_type(cursors.read(scope, at))
            statement = statement.where(key < after if back else key > after)
        rows, last = await self._work.read(lambda connection: _rows(connection, mapping, statement, limit))
        items = [mapping.of_row(row)[0] for row in rows if row is not None]
        self._work.saw(mapping, items)
        each = _Cursors(mapping, scope, items)
        following = cursors.written(scope, _told(last)) if last is not None else ""
        if not back:
            return Page(items, following, each)
        return Page(items[::-1], f"{cursors.BACK}{following}" if following else "", each[::-1])


class _Cursors(Sequence[str]):
    """The cursor behind each entry of a page, written only where somebody looks at it."""

    def __init__(self, mapping: Mapped[Any], scope: str, items: Sequence[Any]) -> None:
        self._mapping, self._scope, self._items = mapping, scope, items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return _Cursors(self._mapping, self._scope, self._items[at])
        return cursors.written(self._scope, _told(self._mapping.key_of(self._items[at])))


def _rows(
    connection: Connection, mapping: Mapped[E], statement: Select[Any], limit: int
) -> tuple[Sequence[Values[str, Any] | None], Any]:
    """The rows of a page, and the key of the last where there are more."""
    found: list[Values[str, Any]] = [dict(row._mapping) for row in connection.execute(statement).all()]
    last = found[limit - 1][mapping.key] if len(found) > limit else None
    return mapping.opened(connection, found[:limit]), last


def _having(mapping: Mapped[E], statement: Select[Any], asked: Values[str, Any]) -> Select[Any]:
    for name, value in asked.items():
        many = isinstance(value, (list, tuple, set, frozenset))
        statement = statement.where(mapping.equal(name, list(value) if many else [value]))
    return statement


def _within(mapping: Mapped[E], statement: Select[Any], between: Values[str, tuple[Any, Any]]) -> Select[Any]:
    for name, (low, high) in between.items():
        if attribute(mapping.kind, name) in mapping.sealing.fields:
            raise ValueError(f"{mapping.name} can't be asked for a range of {name!r}: it is encrypted")
        column = mapping.column(name)
        ends = [column >= low] if low is not None else []
        ends += [column <= high] if high is not None else []
        statement = statement.where(and_(*ends)) if ends else statement
    return statement


def _told(key: Any) -> Any:
    return key if isinstance(key, (str, int)) else str(key)
