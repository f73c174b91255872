"""Go's object mappers by struct tags: GORM, xorm, Bun, Beego; entities, accesses, transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Column, Entity, Transaction
from skerry.kernel.words import split as words
from skerry.read.frameworks._values import created, plural, snake, split, text
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call, Scope, Variable

_TAG = re.compile(r'\b(gorm|xorm|bun|orm):"([^"]*)"')
_WRITES = frozenset(
    [
        "Create", "CreateInBatches", "Save", "Update", "Updates", "UpdateColumn", "UpdateColumns", "Delete", "FirstOrCreate", "Insert",
        "InsertOne", "InsertMulti", "InsertOrUpdate", "NewInsert", "NewUpdate", "NewDelete", "Unscoped", "AutoMigrate", "Sync", "Sync2",
    ]
)  # fmt: skip
_READS = frozenset(
    [
        "First", "Find", "Take", "Last", "Scan", "Pluck", "Count", "FirstOrInit", "FindInBatches", "Get", "Exist", "Exists", "Read",
        "QueryTable", "NewSelect", "Iterate", "FindAndCount", "SumInt", "All", "One", "QueryRow", "QueryRows",
    ]
)  # fmt: skip
_SCHEMA = frozenset({"AutoMigrate", "Sync", "Sync2"})
_HANDLE = re.compile(
    r"(?i)\b(gorm|xorm|bun|orm|db)\.(\w*DB|\w*Session|\w*Engine\w*|\w*Ormer|\w*Tx\w*|IDB|Query\w*|RawSeter)\b|\b(Ormer|TxOrmer)\b"
)
_HANDLE_NAME = re.compile(
    r"(?i)(^|\.)(db|tx|orm|ormer|session|sess|engine|e|o|conn|gormdb|\w+db)(\(.*)?$|GetEngine\(|FromContext\(|\.(Where|WithContext|Model|"
    r"Preload|Joins|Order|Table|Select|Limit|Scopes|Clauses|ID|In|Unscoped|Omit|Debug|Context|Session|Raw|QueryTable|Filter|OrderBy)\(",
    re.DOTALL,
)
_MODEL = re.compile(r"\.(?:Model|NewSelect\(\)\.Model|QueryTable)\(\s*(?:\(\*)?(?:new\()?&?\*?([A-Za-z_][\w.]*)")
_ASKED = re.compile(r"[(,]\s*(?:&([\w.]+)\{|new\(([\w.]+)\))")
_TABLE = re.compile(r"\.Table\(\s*\"([^\"]+)\"")
_TRANSACTIONS = frozenset(
    {"Transaction", "Begin", "BeginTx", "Beginx", "BeginTxx", "WithTx", "WithTransaction", "RunInTx", "InTransaction"}
)
_READER = "gorm"


def facts(view: View) -> Iterator[AnyFact]:
    """What a file says in the mappers' terms."""
    for i, scope in view.classes():
        if scope.kind == "struct" and is_entity(view, view.unit(i)):
            yield _entity(view, i, scope)
    for call in view.calls_to(*_WRITES, *_READS):
        yield from _access(view, call)
    for call in view.calls_to(*_TRANSACTIONS):
        if _is_handle(view, call):
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how=call.name)


def is_entity(view: View, unit: int) -> bool:
    """Whether a struct is mapped: a mapper's tag on a field, an embedded `gorm.Model`, or a TableName method."""
    scope = view.declarations.scope(unit)
    if scope is None or scope.kind not in {"struct", "class"}:
        return False
    if any(base in {"gorm.Model", "bun.BaseModel", "gorm.DeletedAt"} for base in scope.bases):
        return True
    if "TableName" in view.declarations.members(unit):
        return True
    fields = view.declarations.fields(unit)
    return any(_TAG.search(mark.args) for field in fields for mark in field.marks)


def _entity(view: View, i: int, scope: Scope) -> Entity:
    columns = tuple(filter(None, (_column(view, i, field) for field in view.fields(i))))
    return Entity(
        unit=view.unit(i),
        line=scope.line,
        reader=_READER,
        name=scope.name,
        table=_table(view, i, scope),
        columns=columns,
    )


def _table(view: View, i: int, scope: Scope) -> str:
    """The table by TableName's string (if it stands in this file), a Bun tag, or the mappers' convention."""
    for n, method in enumerate(view.scopes):
        if method.name == "TableName" and scope.name in method.bases:
            named = next((t.value for t in view.body.texts if t.scope == n), "")
            return named or _constant_named(view, n)
    for field in view.fields(i):
        found = next((re.search(r'bun:"table:(\w+)', mark.args) for mark in field.marks), None)
        if found:
            return found.group(1)
    last = words(scope.name)
    named = snake(scope.name)
    xorm = any(
        "xorm:" in mark.args or re.search(r"\borm:", mark.args) for field in view.fields(i) for mark in field.marks
    )
    return named if xorm or not last else named.removesuffix(last[-1]) + plural(last[-1])


def _constant_named(view: View, scope: int) -> str:
    for use in view.body.uses:
        if use.scope == scope:
            value = text(view, use.name, scope)
            if value:
                return value
    return ""


def _column(view: View, scope: int, field: Variable) -> Column | None:
    tag = next((found.group(2) for mark in field.marks if (found := _TAG.search(mark.args))), "")
    if tag == "-" or not field.name[:1].isupper() or field.type in {"gorm.Model", "bun.BaseModel"}:
        return None
    named = re.search(r"column[:(](\w+)", tag)
    target = view.resolve_type(field.type, scope).unit
    related = target >= 0 and is_entity(view, target)
    key = bool(re.search(r"(?i)primary_?key|\bpk\b", tag)) or (field.name == "ID" and not named)
    many = related and field.type.startswith("[]")
    name = named.group(1) if named else snake(field.name)
    return Column(
        name, field.type, key, view.declarations.units[target].name if related else "", target if related else -1, many
    )


def _is_handle(view: View, call: Call) -> bool:
    type_ = view.type_of(call.receiver, call.scope)
    if type_:
        return bool(_HANDLE.search(type_))
    return bool(_HANDLE_NAME.search(call.receiver))


def _access(view: View, call: Call) -> Iterator[Access]:
    mode = "read" if call.name in _READS else "write"
    if call.name in _SCHEMA or not _is_handle(view, call):
        return
    table = _TABLE.search(call.receiver)
    model = _MODEL.search(call.receiver + ")")
    target = _named(view, model.group(1), call.scope) if model else -1
    if target < 0:
        for given in split(call.args)[:3]:
            target = _given(view, given, call.scope)
            if target >= 0:
                break
    if target < 0:
        target = _asked_of(view, call)
    if target >= 0 or table:
        named = table.group(1).partition(" ")[0] if table and target < 0 else ""
        yield Access(unit=view.unit(call.scope), line=call.line, reader=_READER, mode=mode, target=target, table=named)


def _asked_of(view: View, call: Call) -> int:
    """The mapped struct of a query that a variable holds: `qs := orm.QuerySetter(ctx, &Order{}, query)`, `q := db.Model(&Order{})`."""
    made = view.variable(call.scope, call.receiver)
    given = _ASKED.search(made.value) if made is not None else None
    return _named(view, given.group(1) or given.group(2), call.scope) if given else -1


def _named(view: View, name: str, scope: int) -> int:
    unit = view.resolve(name, scope).unit
    if unit >= 0 and is_entity(view, unit):
        return unit
    return _given(view, name, scope)


def _given(view: View, expression: str, scope: int) -> int:
    """The mapped struct of a value: `&order`, `&Order{}`, `orders`, `new(Order)`."""
    made = re.match(r"new\(\s*([\w.]+)", expression) or re.match(r"\(\*([\w.]+)\)", expression)
    unit = view.resolve(made.group(1), scope).unit if made else created(view, expression, scope)[1].unit
    if unit < 0:
        found = view.variable(scope, expression.lstrip("&*"))
        listed = (
            re.match(r"(?:make\()?(?:\[\]|map\[\w+\])[*]?([\w.]+)|new\(\s*([\w.]+)", found.value)
            if found is not None
            else None
        )
        unit = view.resolve(listed.group(1) or listed.group(2), scope).unit if listed else -1
    return unit if unit >= 0 and is_entity(view, unit) else -1


FRAMEWORK = Framework("gorm", frozenset({"go"}), (), facts)
