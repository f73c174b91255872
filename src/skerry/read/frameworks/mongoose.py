"""Mongoose and Sequelize: models that a call makes or a class extends, and the calls on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Column, Entity, Transaction
from skerry.read.frameworks._stores import mode
from skerry.read.frameworks._values import imports, plural, snake, split
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Call, Scope

_MAKERS = re.compile(r"(?:^|\.)(?:model|define)$")
_REFERENCE = re.compile(r"\bref:\s*['\"]?(\w+)|\bmodel:\s*['\"]?(\w+)|ForeignKey\(\(\)\s*=>\s*(\w+)|=>\s*(\w+)")
_EXTENDED = re.compile(r"(Sequelize\.)?Model\b")
_MODEL = re.compile(r"(\w+\.)?(Base)?(Model|Entity)\b")
_RELATION = frozenset({"BelongsTo", "HasMany", "HasOne", "BelongsToMany"})
_READER = "mongoose"


def facts(view: View) -> Iterator[AnyFact]:
    """Models, what is done with them, and transactions."""
    for i, scope in view.classes():
        if any(_MAKERS.search(base) for base in scope.bases) and "model.define" not in scope.bases:
            yield _made(view, i, scope)
        elif any(_EXTENDED.match(base) for base in scope.bases):
            yield _extended(view, i, scope)
        elif imports(view, "@nestjs/mongoose") and any(mark.name == "Schema" for mark in scope.marks):
            yield _decorated(view, i, scope)
    for call in view.body.calls:
        yield from _access(view, call)
    for call in view.calls_to("startSession", "startTransaction", "withTransaction", "transaction"):
        if call.name != "transaction" or re.search(r"(?i)sequelize|knex", call.receiver):
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how=call.name)


def _made(view: View, i: int, scope: Scope) -> Entity:
    """`mongoose.model("Order", schema)` with the schema beside it, or `sequelize.define("order", {…})`."""
    value = next((v.value for v in view.fields(-1) if v.name == scope.name), "")
    given = split(value.partition("(")[2].removesuffix(")"))
    name = first_string(given[0]) if given else scope.name
    schema = given[1] if len(given) > 1 else ""
    beside = next((v.value for v in view.fields(-1) if v.name == schema), schema)
    body = beside.partition("{")[2]
    columns = tuple(filter(None, (_column(view, i, entry) for entry in split(body.rpartition("}")[0]))))
    given_name = first_string(keyword(value, "tableName")) or first_string(keyword(beside, "collection"))
    table = given_name or plural(name.lower() if "define" not in scope.bases[0] else name)
    return Entity(unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns)


def _column(view: View, scope: int, entry: str) -> Column | None:
    found = re.match(r"\s*['\"]?(\w+)['\"]?\s*:\s*(.*)", entry, re.DOTALL)
    if found is None:
        return None
    reference = _REFERENCE.search(found.group(2))
    target = next(filter(None, reference.groups()), "") if reference else ""
    unit = view.resolve(target, scope).unit if target else -1
    unit = view.declarations.by_string(target).unit if target and unit < 0 else unit
    return Column(
        found.group(1), found.group(2)[:80], "primaryKey: true" in entry, target, unit, found.group(2).startswith("[")
    )


def _extended(view: View, i: int, scope: Scope) -> Entity:
    columns = []
    for field in view.fields(i):
        for mark in field.marks:
            named = re.search(r"=>\s*(\w+)", mark.args)
            target = named.group(1) if named and (mark.name in _RELATION or mark.name == "ForeignKey") else ""
            unit = view.resolve(target, i).unit if target else -1
            columns.append(
                Column(
                    field.name,
                    field.type,
                    mark.name == "PrimaryKey",
                    target,
                    unit,
                    mark.name in {"HasMany", "BelongsToMany"},
                )
            )
            break
    given = next((keyword(mark.args, "tableName") for mark in scope.marks if mark.name == "Table"), "")
    table = first_string(given) or plural(snake(scope.name))
    return Entity(
        unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=tuple(columns)
    )


def _decorated(view: View, i: int, scope: Scope) -> Entity:
    """Nest's `@Schema({ collection }) class Order` with `@Prop` fields."""
    columns = []
    for field in view.fields(i):
        mark = next((mark for mark in field.marks if mark.name == "Prop"), None)
        if mark is not None:
            named = re.search(r"ref:\s*(?:\(\)\s*=>\s*)?['\"]?(\w+)", mark.args)
            target = view.resolve(named.group(1), i).unit if named else view.resolve_type(field.type, i).unit
            related = target >= 0 and any(
                m.name == "Schema" for m in getattr(view.declarations.scope(target), "marks", ())
            )
            name = view.declarations.units[target].name if related else ""
            columns.append(
                Column(field.name, field.type, False, name, target if related else -1, field.type.endswith("[]"))
            )
    given = next((keyword(mark.args, "collection") for mark in scope.marks if mark.name == "Schema"), "")
    table = first_string(given) or plural(scope.name.lower())
    return Entity(
        unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=tuple(columns)
    )


def _access(view: View, call: Call) -> Iterator[Access]:
    """A call on a model itself: `Order.create(…)`, `models.Order.findAll(…)`."""
    does = mode(call.name)
    name = re.sub(r"^(models|db)\.", "", call.receiver) if does else ""
    target = view.resolve(name, call.scope).unit if name[:1].isupper() else -1
    scope = view.declarations.scope(target) if target >= 0 else None
    for base in scope.bases if scope is not None else ():
        if _MAKERS.search(base) or _MODEL.match(base):
            yield Access(unit=view.unit(call.scope), line=call.line, reader=_READER, mode=does, target=target)
            return


_MODULES = ("mongoose", "sequelize", "@nestjs/mongoose", "@nestjs/sequelize", "typeorm")
FRAMEWORK = Framework("mongoose", frozenset({"typescript", "javascript"}), _MODULES, facts)
