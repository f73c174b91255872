"""Spring Data repositories: their methods by name or query, and calls to what they inherit, as reads and writes of their entity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Access, Column, Entity
from skerry.kernel.words import split
from skerry.read.declarations import type_names
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, class_names, has, mark
from skerry.read.frameworks._queries import accesses
from skerry.read.frameworks._view import Framework, View
from skerry.read.frameworks.jpa import ENTITIES
from skerry.read.outline import Scope

_NAME = "spring_data"
_REPOSITORY = re.compile(
    r"(\w*(Crud|Jpa|PagingAndSorting|Mongo|R2dbc|Redis|Reactive|Neo4j|Cassandra|Elasticsearch)\w*)?Repository$"
)
_PANACHE = re.compile(r"Panache\w*Repository\w*$")
_WRITES = frozenset(
    {"save", "delete", "remove", "insert", "update", "persist", "flush", "add", "merge", "store", "upsert"}
)


def facts(view: View) -> Iterable[Access | Entity]:
    """Accesses of the file: methods of its repositories, calls to inherited ones; and the entities that only a repository names."""
    for i, _ in view.classes():
        entity = repository_entity(view, view.unit(i))
        if entity >= 0:
            yield from _declared(view, i, entity)
            yield from _unmarked(view, entity)
    for call in view.body.calls:
        if call.receiver and not call.new:
            owner = view.receiver(call).unit
            entity = repository_entity(view, owner) if owner >= 0 else -1
            if entity >= 0 and view.declarations.member(owner, call.name) < 0:
                yield _access(view, call.scope, call.line, call.name, entity)


def repository_entity(view: View, unit: int) -> int:
    """The entity that a Spring Data repository keeps, -1 for any other unit."""
    declarations = view.declarations
    scope = declarations.scope(unit)
    if scope is None or scope.kind not in {"interface", "class"}:
        return -1
    file = declarations.file_index[unit]
    defined = mark(scope.marks, "RepositoryDefinition")
    if defined is not None:
        return declarations.resolve(file, next(class_names(defined.args), ""), unit).unit
    for base in scope.bases:
        outer, *arguments = type_names(base) or [""]
        if arguments and _keeps(view, file, outer):
            return declarations.resolve(file, arguments[0], unit).unit
    return -1


def _unmarked(view: View, entity: int) -> Iterator[Entity]:
    """A class of Spring Data JDBC that carries no annotation: its fields are its columns."""
    scope = view.declarations.scope(entity)
    if scope is not None and scope.kind == "class" and not has(scope.marks, *ENTITIES):
        fields = view.declarations.fields(entity)
        columns = tuple(
            Column(v.name, v.type, has(v.marks, "Id")) for v in fields if not has(v.marks, "static", "Transient")
        )
        yield Entity(
            unit=entity,
            line=scope.line,
            reader=_NAME,
            strength=0.9,
            name=scope.name,
            table=_table(scope),
            columns=columns,
        )


def _table(scope: Scope) -> str:
    return "_".join(split(scope.name))


def _keeps(view: View, file: int, base: str) -> bool:
    """Whether a base is one of Spring Data's, itself or further up."""
    declarations = view.declarations
    own = declarations.resolve(file, base).unit
    if own < 0:
        return bool(_REPOSITORY.match(base.rpartition(".")[2]) or _PANACHE.match(base))
    return any(_REPOSITORY.match(name) for name, unit in declarations.ancestors(own) if unit < 0)


def _declared(view: View, i: int, entity: int) -> Iterator[Access]:
    declared = view.declarations.scope(entity)
    own = _table(declared) if declared is not None else "-"
    for n, scope in enumerate(view.scopes):
        if scope.parent == i and scope.kind == "function" and not has(scope.marks, "static"):
            query = mark(scope.marks, "Query", "NativeQuery")
            words = text(view, argument(query.args, "value"), n) if query is not None else ""
            words = re.sub(rf"(?i)\b{own}\b", "#{#entityName}", words)
            found = list(accesses(view, words, n, scope.line, _NAME, entity)) if words else []
            yield from found or [_by_name(view, n, scope, entity)]


def _by_name(view: View, n: int, scope: Scope, entity: int) -> Access:
    name = "update" if has(scope.marks, "Modifying") else scope.name
    return _access(view, n, scope.line, name, entity)


def _access(view: View, scope: int, line: int, name: str, entity: int) -> Access:
    mode = "write" if split(name)[:1] and split(name)[0] in _WRITES else "read"
    return Access(unit=view.unit(scope), line=line, reader=_NAME, mode=mode, target=entity)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), ("org.springframework.data", "io.quarkus"), facts)
