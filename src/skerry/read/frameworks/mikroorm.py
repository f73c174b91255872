"""MikroORM and Medusa's data models: entities by decorator and by `model.define`, managers, transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Column, Entity, Transaction
from skerry.read.frameworks._stores import accesses
from skerry.read.frameworks._values import imports, snake, split, text
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Call, Scope, Variable

_RELATION = frozenset({"ManyToOne", "OneToOne", "OneToMany", "ManyToMany"})
_COLUMN = frozenset(
    {"Property", "PrimaryKey", "SerializedPrimaryKey", "Enum", "Formula", "Embedded", "BigNumberProperty"}
)
_TARGET = re.compile(r"=>\s*([A-Za-z_$][\w$.]*)|^\s*['\"](\w+)['\"]")
_DEFINED = re.compile(r"\bmodel\s*\.(\w+)\(")
_LINKED = {"belongsTo": False, "hasOne": False, "hasMany": True, "manyToMany": True, "hasOneWithFK": False}
_MANAGER = re.compile(r"(?i)EntityManager\b|(^|\.)em$|manager_?$|\bforkedManager\b|SqlEntityManager")
_SERVICE = re.compile(r"(?:this|self)\.(\w+?)Service_?$")
_INTERNAL = {"retrieve": "read", "list": "read", "listAndCount": "read", "create": "write", "update": "write", "delete": "write",
             "softDelete": "write", "restore": "write", "upsert": "write", "upsertWithReplace": "write"}  # fmt: skip
_READER = "mikroorm"


def facts(view: View) -> Iterator[AnyFact]:
    """What a file says in MikroORM's terms."""
    for i, scope in view.classes():
        if "model.define" in scope.bases:
            yield _defined(view, i, scope)
        elif imports(view, "@mikro-orm/"):
            yield from _entity(view, i, scope)
    for i, scope, mark in view.marked("InjectTransactionManager", "Transactional"):
        if scope.kind == "function":
            yield Transaction(unit=view.unit(i), line=mark.line, reader=_READER, how=mark.name)
    for call in view.body.calls:
        yield from accesses(view, call, _MANAGER, _READER)
        yield from _internal(view, call)
        handle = view.type_of(call.receiver, call.scope) or call.receiver
        if call.name in {"transactional", "begin"} and _MANAGER.search(handle):
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how=call.name)


def _entity(view: View, i: int, scope: Scope) -> Iterator[Entity]:
    mark = next((mark for mark in scope.marks if mark.name == "Entity"), None)
    columns = tuple(filter(None, (_column(view, i, field) for field in view.fields(i))))
    if mark is not None or columns:
        named = text(view, _given(mark.args, "tableName"), i) if mark is not None else ""
        table = named or (snake(scope.name) if mark is not None else "")
        yield Entity(
            unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns, abstract=mark is None,
        )  # fmt: skip


def _given(args: str, name: str) -> str:
    """The expression of an object's property, also of one written `{ name }`."""
    return keyword(args, name) or (name if re.search(rf"[{{,]\s*{name}\s*[,}}]", args) else "")


def _column(view: View, scope: int, field: Variable) -> Column | None:
    for mark in field.marks:
        if mark.name in _RELATION:
            named = _TARGET.search(keyword(mark.args, "entity") or mark.args)
            declared = (
                re.sub(r"^(Collection|Rel|Ref|Reference|IdentifiedReference)<|[<>].*$", "", field.type)
                .partition("|")[0]
                .strip()
            )
            target = (named.group(1) or named.group(2)) if named else declared
            unit = view.resolve(target, scope).unit if target else -1
            return Column(field.name, field.type, False, target, unit, mark.name in {"OneToMany", "ManyToMany"})
        if mark.name in _COLUMN:
            return Column(field.name, field.type, mark.name == "PrimaryKey")
    return None


def _defined(view: View, i: int, scope: Scope) -> Entity:
    """`const Order = model.define("order", { id: model.id().primaryKey(), items: model.hasMany(() => OrderItem) })`."""
    value = next((v.value for v in view.fields(-1) if v.name == scope.name), "")
    exported = next(
        (c.args for c in view.calls_to("define") if c.line == scope.line), ""
    )  # `export default model.define(…)`
    given = split(value.partition("model.define(")[2].strip().removesuffix(")") or exported)
    named, body = (given[0], given[1]) if len(given) > 1 else ("", "{}")
    name = first_string(keyword(named, "name") if named.startswith("{") else named)
    table = first_string(keyword(named, "tableName")) or snake(name or scope.name)
    entries = split(body.strip()[1:].removesuffix("}"))
    columns = tuple(filter(None, (_property(view, i, entry) for entry in entries)))
    return Entity(unit=view.unit(i), line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns)


def _property(view: View, scope: int, entry: str) -> Column | None:
    name, _, made = entry.partition(":")
    kind = _DEFINED.search(made)
    if kind is None:
        return None
    name = re.sub(r"(//[^\n]*\n|/\*.*?\*/|\s)+", " ", name, flags=re.DOTALL).strip().strip("'\"")
    if kind.group(1) not in _LINKED:
        return Column(name, kind.group(1), "primaryKey" in made)
    named = re.search(r"=>\s*(?:\(\s*)?([A-Za-z_$][\w$]*)", made)
    target = named.group(1) if named else ""
    return Column(
        name, kind.group(1), False, target, view.resolve(target, scope).unit if target else -1, _LINKED[kind.group(1)]
    )


def _internal(view: View, call: Call) -> Iterator[Access]:
    """Medusa's internal services, named for the entity that they keep: `this.orderItemService_.create(...)`."""
    named = _SERVICE.match(call.receiver) if call.name in _INTERNAL else None
    if named is None or "InternalService" not in view.type_of(call.receiver, call.scope):
        return
    word = named.group(1)
    found = view.declarations.types_named(word[:1].upper() + word[1:])
    module = "/".join(view.path.split("/")[:-2])
    target = next((u for u in found if view.declarations.units[u].path.startswith(module)), -1)
    if target >= 0:
        mode = _INTERNAL[call.name]
        yield Access(unit=view.unit(call.scope), line=call.line, reader=_READER, strength=0.8, mode=mode, target=target)


FRAMEWORK = Framework("mikroorm", frozenset({"typescript", "javascript"}), ("@mikro-orm/", "@medusajs/"), facts)
