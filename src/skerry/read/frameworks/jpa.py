"""JPA and its kin (Spring Data JDBC, R2DBC, MongoDB): annotated classes as entities with columns, keys and relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Column, Entity
from skerry.kernel.words import split
from skerry.read.declarations import Declarations, type_names
from skerry.read.derived import Derived
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, class_names, has, mark
from skerry.read.frameworks._view import Framework, View, keyword
from skerry.read.outline import Mark, Scope

_NAME = "jpa"
ENTITIES = ("Entity", "Document", "RedisHash", "Node", "DynamoDbBean", "Table")
_PARTS = ("Embeddable", "MappedSuperclass")
_KEYS = ("Id", "EmbeddedId", "MongoId", "DynamoDbPartitionKey")
_ONE = ("ManyToOne", "OneToOne", "DBRef", "DocumentReference")
_MANY = ("OneToMany", "ManyToMany", "MappedCollection", "Relationship")
_COLUMNS = ("Column", "JoinColumn", "Field")
_GETTERS = (*_KEYS, *_ONE, *_MANY, *_COLUMNS, "Embedded", "ElementCollection", "Enumerated", "Temporal", "Basic")
_COLLECTIONS = frozenset({"List", "Set", "Collection", "Map", "SortedSet", "Iterable", "Page"})


def facts(view: View) -> Iterable[Entity]:
    """Entities of the file; embeddables and mapped superclasses are abstract ones without a table."""
    for i, scope in view.classes():
        if has(scope.marks, *ENTITIES, *_PARTS) and scope.kind != "interface":
            yield _entity(view, i, scope)


def _entity(view: View, i: int, scope: Scope) -> Entity:
    part = has(scope.marks, *_PARTS)
    named = mark(scope.marks, "Entity")
    name = (text(view, keyword(named.args, "name"), i) if named is not None else "") or scope.name
    return Entity(
        unit=view.unit(i), line=scope.line, reader=_NAME, name=name, table="" if part else _table(view, i, scope, name),
        columns=tuple(_columns(view, i)), abstract=part or has(scope.marks, "abstract"),
    )  # fmt: skip


def _table(view: View, i: int, scope: Scope, name: str) -> str:
    """The table as declared; of a subclass in one table that of its base; else by Spring's convention, or JPA's own."""
    declared = mark(scope.marks, "Table", "Document", "RedisHash")
    given = text(view, argument(declared.args, "name", "value", "collection"), i) if declared is not None else ""
    if given:
        return given
    for _, base in view.declarations.ancestors(view.unit(i)):
        above = view.declarations.scope(base) if base >= 0 else None
        if above is not None and has(above.marks, "Entity"):
            strategy = mark(above.marks, "Inheritance")
            if strategy is None or "SINGLE_TABLE" in strategy.args or not strategy.args:
                return _table(view, i, above, above.name) if above is not scope else name
    return "_".join(split(name)) if _has_spring(view.declarations) else name


@Derived
def _has_spring(declarations: Declarations) -> bool:
    return any(module.startswith("org.springframework") for module in declarations.imported_modules)


def _columns(view: View, i: int) -> Iterator[Column]:
    """Fields, or getters where those carry the annotations; inherited ones too."""
    seen: set[str] = set()
    declarations = view.declarations
    for unit in (view.unit(i), *(base for _, base in declarations.ancestors(view.unit(i)) if base >= 0)):
        scope = declarations.scope(unit)
        if scope is None or (unit != view.unit(i) and not has(scope.marks, *ENTITIES, *_PARTS)):
            continue
        for name, type_, marks in (*_fields(view, unit), *_properties(view, unit)):
            if name not in seen:
                seen.add(name)
                yield _column(view, i, name, type_, marks)


def _fields(view: View, unit: int) -> Iterator[tuple[str, str, tuple[Mark, ...]]]:
    for field in view.declarations.fields(unit):
        if field.kind == "field" and not has(field.marks, "static", "transient", "Transient"):
            yield field.name, field.type, field.marks


def _properties(view: View, unit: int) -> Iterator[tuple[str, str, tuple[Mark, ...]]]:
    """Getters that carry a mapping annotation, by the name of their property."""
    for name, member in view.declarations.members(unit).items():
        scope = view.declarations.scope(member)
        if scope is not None and name.startswith(("get", "is")) and has(scope.marks, *_GETTERS):
            bare = name.removeprefix("get").removeprefix("is")
            yield bare[:1].lower() + bare[1:], scope.returns, scope.marks


def _column(view: View, i: int, name: str, type_: str, marks: tuple[Mark, ...]) -> Column:
    declared = mark(marks, *_COLUMNS)
    given = text(view, argument(declared.args, "name", "value"), i) if declared is not None else ""
    relation = mark(marks, *_ONE, *_MANY)
    target, many = "", False
    if relation is not None or type_.startswith("AggregateReference"):
        target = _target(type_, relation)
        many = (relation is not None and relation.name in _MANY) or type_.partition("<")[0] in _COLLECTIONS
    unit = view.resolve(target, i).unit if target else -1
    return Column(given or name, type_, has(marks, *_KEYS), target, unit, many)


def _target(type_: str, relation: Mark | None) -> str:
    """The class that a relation points at: as declared, the last type argument of a collection, or the type itself."""
    declared = next(class_names(keyword(relation.args, "targetEntity")), "") if relation is not None else ""
    names = type_names(type_)
    if declared or not names:
        return declared
    return names[1] if type_.startswith("AggregateReference") and len(names) > 1 else names[-1]


FRAMEWORK = Framework(
    _NAME,
    frozenset({"java"}),
    ("jakarta.persistence", "javax.persistence", "org.springframework.data", "org.hibernate"),
    facts,
)
