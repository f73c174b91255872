"""TypeORM: entities by decorators, repositories and managers, transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Column, Entity, Transaction
from skerry.read.frameworks._stores import accesses
from skerry.read.frameworks._values import imports, snake, text
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Mark, Scope, Variable

_COLUMN = re.compile(
    r"(Primary(Generated)?|CreateDate|UpdateDate|DeleteDate|Version|ObjectId|View|Tree\w*)?Column$|ObjectIdColumn$"
)
_RELATION = frozenset({"ManyToOne", "OneToOne", "OneToMany", "ManyToMany", "TreeParent", "TreeChildren"})
_TARGET = re.compile(r"=>\s*([A-Za-z_$][\w$.]*)|^\s*['\"]([\w.]+)['\"]")
_MANAGER = re.compile(r"(?i)(entity)?manager\b|DataSource|QueryRunner|Connection\b")
_QUERY = re.compile(r"(?i)manager|DataSource|createQueryBuilder\(|getRepository\(")
_IN_QUERY = {"from": "read", "update": "write", "into": "write", "innerJoin": "read", "leftJoin": "read", "leftJoinAndSelect": "read",
             "innerJoinAndSelect": "read"}  # fmt: skip
_READER = "typeorm"


def facts(view: View) -> Iterator[AnyFact]:
    """What a file says in TypeORM's terms."""
    if imports(view, "typeorm", "@nestjs/typeorm"):
        for i, scope in view.classes():
            yield from _entity(view, i, scope)
    yield from _transactions(view)
    for call in view.body.calls:
        yield from accesses(view, call, _MANAGER, _READER)
        if call.name in _IN_QUERY and _QUERY.search(call.receiver):
            yield from _in_query(view, call.scope, call.line, call.name, call.args)


def _entity(view: View, i: int, scope: Scope) -> Iterator[Entity]:
    marks = {mark.name: mark for mark in scope.marks}
    mark = marks.get("Entity") or marks.get("ChildEntity") or marks.get("ViewEntity")
    columns = tuple(filter(None, (_column(view, i, field) for field in view.fields(i))))
    if mark is None and "EntitySchema" in scope.bases:
        yield _schema(view, i, scope)
    elif mark is not None or columns:
        table = "" if mark is None or mark.name == "ChildEntity" else _table(view, mark, scope.name, i)
        yield Entity(
            unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns, abstract=mark is None,
        )  # fmt: skip


def _table(view: View, mark: Mark, name: str, scope: int) -> str:
    args = mark.args.strip()
    given = keyword(args[1:-1], "name") if args.startswith("{") else args.partition(",")[0]
    return text(view, given, scope) or snake(name)


def _schema(view: View, i: int, scope: Scope) -> Entity:
    value = next((v.value for v in view.fields(-1) if v.name == scope.name), "")
    name = first_string(keyword(value, "name")) or scope.name
    table = first_string(keyword(value, "tableName")) or snake(name)
    return Entity(unit=view.unit(i), line=scope.line, reader=_READER, name=name, table=table)


def _column(view: View, scope: int, field: Variable) -> Column | None:
    for mark in field.marks:
        if mark.name in _RELATION:
            named = _TARGET.search(mark.args)
            target = (named.group(1) or named.group(2)) if named else ""
            many = mark.name in {"OneToMany", "ManyToMany", "TreeChildren"}
            return Column(
                field.name, field.type, False, target, view.resolve(target, scope).unit if target else -1, many
            )
        if _COLUMN.match(mark.name):
            return Column(field.name, field.type, mark.name.startswith(("Primary", "ObjectId")))
    return None


def _transactions(view: View) -> Iterator[Transaction]:
    for i, scope, mark in view.marked("Transaction", "Transactional"):
        if scope.kind == "function" and imports(view, "typeorm"):
            yield Transaction(unit=view.unit(i), line=mark.line, reader=_READER, how=mark.name)
    for call in view.calls_to("transaction", "startTransaction"):
        type_ = view.type_of(call.receiver, call.scope) or call.receiver
        if _MANAGER.search(type_) or call.name == "startTransaction":
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how=call.name)


def _in_query(view: View, scope: int, line: int, name: str, args: str) -> Iterator[Access]:
    target = view.resolve(args.partition(",")[0].strip(), scope).unit
    if target >= 0:
        yield Access(unit=view.unit(scope), line=line, reader=_READER, mode=_IN_QUERY[name], target=target)


FRAMEWORK = Framework("typeorm", frozenset({"typescript", "javascript"}), ("typeorm", "@nestjs/typeorm"), facts)
