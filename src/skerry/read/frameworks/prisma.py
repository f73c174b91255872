"""Prisma: the schema's models as entities, and what the client does with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Column, Entity, Transaction
from skerry.read.frameworks._view import Framework, View, first_string, names
from skerry.read.outline import Scope, Variable

_READS = frozenset(
    ["findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow", "findMany", "count", "aggregate", "groupBy"]
)
_WRITES = frozenset(
    ["create", "createMany", "createManyAndReturn", "update", "updateMany", "upsert", "delete", "deleteMany"]
)
_CLIENT = re.compile(r"(?i)(?:^|\.)(?:[\w]*prisma[\w]*|tx|trx|db|client|transaction|ctx\.db)(?:\.client)?\.(\w+)$")
_READER = "prisma"


def facts(view: View) -> Iterator[AnyFact]:
    """Entities of a schema; accesses and transactions of a program."""
    if view.language == "prisma":
        for i, scope in view.classes():
            if scope.kind == "class":
                yield _entity(view, i, scope)
        return
    for call in view.calls_to(*_READS, *_WRITES):
        named = _CLIENT.search(call.receiver)
        target = _model(view, named.group(1)) if named else -1
        if target >= 0:
            does = "read" if call.name in _READS else "write"
            yield Access(unit=view.unit(call.scope), line=call.line, reader=_READER, mode=does, target=target)
    for call in view.calls_to("$transaction"):
        yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how="$transaction")


def _entity(view: View, i: int, scope: Scope) -> Entity:
    table = next((first_string(mark.args) for mark in scope.marks if mark.name == "map"), scope.name)
    keys = frozenset(name for mark in scope.marks if mark.name == "id" for name in names(mark.args))
    columns = tuple(_column(view, field, keys) for field in view.fields(i))
    return Entity(unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns)


def _column(view: View, field: Variable, keys: frozenset[str]) -> Column:
    plain = field.type.rstrip("?[]")
    target = view.resolve(plain).unit
    related = target >= 0 and view.declarations.units[target].kind == "class"
    key = field.name in keys or any(mark.name == "id" for mark in field.marks)
    return Column(
        field.name,
        field.type,
        key,
        plain if related else "",
        target if related else -1,
        related and field.type.endswith("[]"),
    )


def _model(view: View, name: str) -> int:
    """The model of a client's property: `prisma.orderItem` is `OrderItem`."""
    found = view.declarations.types_named(name[:1].upper() + name[1:]) or view.declarations.types_named(name)
    return next((unit for unit in found if view.declarations.units[unit].language == "prisma"), -1)


FRAMEWORK = Framework("prisma", frozenset({"prisma", "typescript", "javascript"}), (), facts)
