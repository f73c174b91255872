"""The tables of a service as plain values, from which both the tables and the migrations are written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from skerry.contracts.write.python.module import attribute
from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.consents import PURPOSES, following
from skerry.generate.service.fills import fill
from skerry.generate.service.naming import many, snake
from skerry.generate.service.sensitive import INDEX, encrypted, indexed, sought
from skerry.generate.service.shape import Shapes, core
from skerry.model.system import TypeDef, View
from skerry.model.terms.types import Basic, Choice, Maybe, Named, Nullable, Type

REVISION = "row_version"  # counts the changes of a row; the runtime keeps it, and makes the ETag of it
_SCALARS = {
    "text": "Text", "email": "Text", "url": "Text", "int": "BigInteger", "number": "Double", "decimal": "Numeric(27, 9)", "bool": "Boolean",
    "uuid": "Uuid", "date": "Date", "time": "Time", "datetime": "DateTime(timezone=True)", "bytes": "LargeBinary",
}  # fmt: skip


_SEALED = "Text"  # an encrypted value, or one that will be: whatever it is
_APART = ("name", "fill")  # not what a column is, but how it is called and what fills it


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` is the expression for its type in SQLAlchemy, `fill` that for the value of rows that were there before it."""

    name: str
    type: str
    nullable: bool = False
    key: bool = False
    index: bool = False
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the variable that holds it, and the class of its rows ('' for a view)."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            column.name: {name: value for name, value in asdict(column).items() if name not in _APART and value}
            for column in self.columns
        }


def tables(shapes: Shapes, classes: Scope) -> tuple[Table, ...]:
    """One for each stored entity, then one for each view."""
    found = [_entity(shapes, classes, each) for each in shapes.entities.values()]
    return (*found, *(_view(shapes, view) for view in shapes.service.views.values()))


def _entity(shapes: Shapes, classes: Scope, definition: TypeDef) -> Table:
    key, filtered = shapes.key(definition), sought(shapes, definition)
    hidden, found = encrypted(shapes.service, definition) - {key}, indexed(shapes, definition) - {key}
    columns = tuple(
        Column(
            attribute(field.name),
            _type(shapes, field.type) if field.name not in hidden else _SEALED,
            nullable=isinstance(field.type, Maybe | Nullable),
            key=field.name == key,
            index=field.name in filtered - {key} - hidden and _type(shapes, field.type) != "JSON",
            fill="" if isinstance(field.type, Maybe | Nullable) else fill(shapes.system, field.type),
        )
        for field in definition.fields
    )
    columns += tuple(
        Column(attribute(field.name) + INDEX, "String(32)", nullable=True, index=True)
        for field in definition.fields
        if field.name in found
    )
    row = classes.of(definition.name, incoming=False)
    return Table(many(definition.name.name), row, (*columns, Column(REVISION, "Integer")))


def _view(shapes: Shapes, view: View) -> Table:
    """A read model: every field that one of its events has, by the field that the model calls its key; of consents, the purposes."""
    if consents := following(shapes.system, view):
        person = next(each for each in shapes.system.types[view.events[0]].fields if each.name == consents.person)
        key_column = Column(consents.person, _type(shapes, person.type), key=True)
        return Table(view_table(shapes, view), "", (key_column, Column(PURPOSES, "JSON", nullable=True)))
    fields: dict[str, Type] = {}
    for name in view.events:
        definition = shapes.system.types.get(name)
        for field in definition.fields if definition else ():
            fields.setdefault(field.name, field.type)
    key = view.key if view.key in fields else next(iter(fields), "key")
    fields.setdefault(key, Basic("text"))
    columns = tuple(
        Column(name, _type(shapes, of), nullable=name != key, key=name == key) for name, of in fields.items()
    )
    return Table(view_table(shapes, view), "", columns)


def view_table(shapes: Shapes, view: View) -> str:
    """The table of a read model: `order_summary`, or `orders_view` where there is a table of orders."""
    found = snake(view.name)
    taken = {"metadata", *(many(name.name) for name in shapes.entities)}
    return f"{found}_view" if found in taken else found


def _type(shapes: Shapes, of: Type) -> str:
    of = core(of)
    if isinstance(of, Choice):
        return "Text"
    if isinstance(of, Basic):
        return _SCALARS.get(of.name, "JSON")
    if isinstance(of, Named):
        definition = shapes.system.types.get(name_of(of))
        if definition and definition.states:
            return "Text"
        if definition and definition.alias:
            return _type(shapes, definition.alias)
    return "JSON"
