"""How an entity and a row become one another: scalars are columns, nested values (money, addresses, lists) JSON."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import JSON, Column, ColumnElement, Integer, String, Table, bindparam, delete, insert, select, update

from skerry_runtime import spec
from skerry_runtime.store.prepared import Prepared

E = TypeVar("E", bound=BaseModel)
VERSION = "row_version"


class Mapped(Generic[E]):
    """One entity: its class, its table, the statements for it.

    The table has a column for each field, by its Python name, and an integer `row_version`, which is added where it is missing.
    """

    def __init__(self, kind: type[E], table: Table, entity: spec.Entity) -> None:
        self.kind, self.table, self.entity = kind, table, entity
        if VERSION not in table.c:
            table.append_column(Column(VERSION, Integer, nullable=False))
        self.name, self.key = entity.name, attribute(kind, entity.key)
        self.state = attribute(kind, entity.state.field) if entity.state else ""
        self._as_text = frozenset(each.name for each in table.c if isinstance(each.type, (JSON, String)))
        self._fields = tuple(each.name for each in table.c if each.name in kind.model_fields)
        column = table.c[self.key]
        at = (column == bindparam("at_key"), table.c[VERSION] == bindparam("at_version"))
        self.select = select(table)
        named: dict[str, Any] = {each: bindparam(each) for each in (*self._fields, VERSION)}
        self.find = Prepared(select(table).where(at[0]), list(table.c))
        self.insert = Prepared(insert(table).values(named))
        self.update = Prepared(update(table).where(*at).values(named))
        self.delete = Prepared(delete(table).where(*at))

    def key_of(self, entity: E) -> Any:
        """The value of its key."""
        return getattr(entity, self.key)

    def row(self, entity: E) -> dict[str, Any]:
        """The columns."""
        plain = entity.model_dump(mode="json")
        values = ((name, plain[name] if name in self._as_text else getattr(entity, name)) for name in self._fields)
        return {name: value.value if isinstance(value, Enum) else value for name, value in values}

    def of_row(self, row: Mapping[str, Any]) -> tuple[E, int]:
        """The entity, and the version of its row."""
        return self.kind.model_validate(row), row[VERSION]

    def column(self, name: str) -> ColumnElement[Any]:
        """The column of a field, or a text inside of one: `category.id`.

        Raises:
            ValueError: there is none that can be compared.
        """
        outer, _, inner = name.partition(".")
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
    return next((found for found, field in kind.model_fields.items() if field.alias == name), name)


def plain(value: Any) -> Any:
    """A value as a column has it."""
    return value.value if isinstance(value, Enum) else value
