"""How an entity and a row become one another: scalars are columns, nested values (money, addresses, lists) JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from skerry_runtime import spec
from skerry_runtime.prepared import Prepared
from skerry_runtime.privacy import Vault
from skerry_runtime.privacy.vault import canonical
from skerry_runtime.store.sealing import INDEX, Sealing
from skerry_runtime.store.tables import DATA_KEYS

E = TypeVar("E", bound=BaseModel)
VERSION = "row_version"


class Mapped(Generic[E]):
    """One entity: its class, its table, the statements for it.

    The table has a column for each field, by its Python name, and an integer `row_version`, which is added where it is missing.
    """

    def __init__(
        self,
        kind: type[E],
        table: Table,
        entity: spec.Entity,
        tagged: Sequence[spec.Datum] = (),
        vault: Vault | None = None,
    ) -> None:
        self.kind, self.table, self.entity = kind, table, entity
        self.tagged = {attribute(kind, each.field): each for each in tagged}
        self.sealing = Sealing(kind, entity.name, self.tagged, vault or Vault(DATA_KEYS))
        if VERSION not in table.c:
            table.append_column(Column(VERSION, Integer, nullable=False))
        self.name, self.key = entity.name, attribute(kind, entity.key)
        self.state = attribute(kind, entity.state.field) if entity.state else ""
        self._as_text = frozenset(each.name for each in table.c if isinstance(each.type, (JSON, String)))
        self._fields = tuple(each.name for each in table.c if each.name in kind.model_fields)
        column = table.c[self.key]
        at = (column == bindparam("at_key"), table.c[VERSION] == bindparam("at_version"))
        self.select = select(table)
        indexes = (name + INDEX for name, each in self.sealing.fields.items() if each.index)
        named: dict[str, Any] = {each: bindparam(each) for each in (*self._fields, *indexes, VERSION)}
        self.find = Prepared(select(table).where(at[0]), list(table.c))
        self.insert = Prepared(insert(table).values(named))
        self.update = Prepared(update(table).where(*at).values(named))
        self.delete = Prepared(delete(table).where(*at))

    def key_of(self, entity: E) -> Any:
        """The value of its key."""
        return getattr(entity, self.key)

    def subject_of(self, entity: E) -> str:
        """Whom it is about."""
        return str(getattr(entity, attribute(self.kind, self.entity.subject) if self.entity.subject else self.key))

    def row(self, entity: E) -> dict[str, Any]:
        """The columns."""
        plain = entity.model_dump(mode="json")
        values = ((name, plain[name] if name in self._as_text else getattr(entity, name)) for name in self._fields)
        return {name: value.value if isinstance(value, Enum) else value for name, value in values}

    def stored(self, connection: Connection, entity: E) -> dict[str, Any]:
        """The columns as they are stored: sealed, where they have to be."""
        row = self.row(entity)
        if not self.sealing.fields:
            return row
        return self.sealing.stored(connection, self.subject_of(entity), self.key_of(entity), row, entity)

    def opened(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any] | None]:
        """Rows as they were before they were sealed; None for one whose subject is erased."""
        return self.sealing.opened(connection, rows, self.key) if self.sealing.fields else rows

    def found(self, connection: Connection, key: Any) -> Mapping[str, Any] | None:
        """The row with this key; None where there is none, or its subject is erased."""
        row = self.find.first(connection, {"at_key": key})
        return None if row is None else self.opened(connection, [row])[0]

    def of_row(self, row: Mapping[str, Any]) -> tuple[E, int]:
        """The entity, and the version of its row."""
        return self.kind.model_validate(row), row[VERSION]

    def of_history(self, state: Mapping[str, Any]) -> E:
        """The entity that history has; a field that was added since has the value that the specification fills in."""
        return self.kind.model_validate({**self.entity.fill, **state})

    def equal(self, name: str, values: Sequence[Any]) -> ColumnElement[bool]:
        """That a field, or a text inside of one, has one of these values.

        Raises:
            ValueError: there is none that can be compared.
        """
        inside = attribute(self.kind, name)
        if inside in self.sealing.fields and self.sealing.on:
            if not self.sealing.fields[inside].index:
                raise ValueError(f"{self.name} can't be filtered by {name!r}: it is encrypted, and has no index")
            found: ColumnElement[Any] = self.table.c[inside + INDEX]
            values = [self.sealing.index(inside, each) for each in values]
        else:
            found = self.column(name)
            values = [plain(each) for each in values]
            if inside in self.sealing.fields:  # its column is text, whatever it is
                values = [each if isinstance(each, str) else canonical(each).decode().strip('"') for each in values]
        return found == values[0] if len(values) == 1 else found.in_(values)

    def column(self, name: str) -> ColumnElement[Any]:
        """The column of a field, or a text inside of one: `category.id`.

        Raises:
            ValueError: there is none that can be compared.
        """
        outer, _, inner = name.partition(".")
        if inner and attribute(self.kind, outer) in self.sealing.fields:
            raise ValueError(f"{self.name} can't be filtered by {name!r}: {outer} is encrypted as a whole")
        within = self.table.c.get(attribute(self.kind, outer)) if inner else None
        if within is not None and isinstance(within.type, JSON):
            inside: ColumnElement[Any] = within[tuple(inner.split("."))].as_string()
            return inside
        found = self.table.c.get(attribute(self.kind, name))
        if found is None or isinstance(found.type, JSON):
            raise ValueError(f"{self.name} can't be filtered by {name!r}; it can by {', '.join(self._fields)}")
        return found


def attribute(kind: type[BaseModel], name: str) -> str:
    """The Python name of a field that is called `name` in JSON."""
    if name in kind.model_fields:
        return name
    return next((found for found, field in kind.model_fields.items() if field.serialization_alias == name), name)


def plain(value: Any) -> Any:
    """A value as a column has it."""
    return value.value if isinstance(value, Enum) else value
