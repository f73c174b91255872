"""The documents: one subgraph a service, in a fixed order, checked to compose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from skerry.contracts.write.graphql.behind import Behind, Resolved
from skerry.contracts.write.graphql.names import camel, pascal
from skerry.contracts.write.graphql.operations import fields
from skerry.contracts.write.graphql.types import Types, World, world
from skerry.formats.graphql.composition import Composed, compose, subgraph
from skerry.formats.graphql.print import printed
from skerry.formats.graphql.read import schema_of_text
from skerry.formats.graphql.values import Applied, Items, Kind, Output, Roots, Type, Value
from skerry.model.system import Service, System

VERSION = "v2.7"
_OWN = ("key", "shareable", "tag")
_ORDER = (Kind.OBJECT, Kind.INTERFACE, Kind.UNION, Kind.ENUM, Kind.INPUT, Kind.SCALAR)
_ROOTS = ("Query", "Mutation")


def write(system: System, services: Collection[str] = ()) -> dict[str, str]:
    """The subgraph of each service that exposes GraphQL, and of those in `services`, by file name."""
    return {each.file: each.text for each in written(system, services)}


@dataclass(frozen=True, slots=True)
class Document:
    """The subgraph of one service, and what stands behind it."""

    service: str
    text: str
    behind: Behind

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"{self.service}.graphql"


def written(system: System, services: Collection[str] = ()) -> list[Document]:
    """The same with what stands behind each: which operation answers a field."""
    chosen = [
        service for service in system.services.values()
        if service.api.versions and ("graphql" in service.api.expose or service.name in services)
    ]  # fmt: skip
    whole = world(system, frozenset(service.name for service in chosen))
    found = {service.name: _definitions(whole, service) for service in chosen}
    twice = _twice({name: types.found for name, types in found.items()})
    result = []
    for name, types in found.items():
        told_apart = _told_apart(types.found, twice, system.services[name])
        text = _text(whole, name, told_apart)
        result.append(Document(name, text, _renamed(types.behind, twice, system.services[name])))
    return result


def subgraphs(documents: Mapping[str, str]) -> Composed:
    """What the documents are together."""
    return compose(
        [subgraph(name.removesuffix(".graphql"), schema_of_text(text, name)) for name, text in documents.items()]
    )


def _definitions(whole: World, service: Service) -> Types:
    types = Types(whole, service)
    for name in service.owns:  # an entity can be reached from other subgraphs, even where no operation gives it
        definition = whole.system.types.get(name)
        if definition and definition.fields and name in whole.keys:
            types.entity(definition)
            types.behind.entities[whole.naming.of(name)] = name
    queries, mutations = fields(types)
    roots = {
        root: Type(root, Kind.OBJECT, fields={each.name: each for each in given})
        for root, given in zip(_ROOTS, (queries, mutations), strict=True)
        if given
    }
    types.found = {**roots, **types.found}
    return types


def _twice(found: Mapping[str, Mapping[str, Type]]) -> set[tuple[str, str]]:
    """The root fields that several services would have: only one of them could."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for types in found.values():
        for root in _ROOTS:
            for name in types[root].fields if root in types else ():
                (twice if (root, name) in seen else seen).add((root, name))
    return twice


def _told_apart(types: dict[str, Type], twice: set[tuple[str, str]], service: Service) -> dict[str, Type]:
    result = dict(types)
    for root in _ROOTS:
        if root in types:
            given = (
                _prefixed(each, service) if (root, each.name) in twice else each for each in types[root].fields.values()
            )
            result[root] = replace(types[root], fields={each.name: each for each in given})
    return result


def _renamed(behind: Behind, twice: set[tuple[str, str]], service: Service) -> Behind:
    def told_apart(root: str, given: Mapping[str, Resolved]) -> dict[str, Resolved]:
        return {_own_name(name, service) if (root, name) in twice else name: each for name, each in given.items()}

    queries, mutations = told_apart("Query", behind.queries), told_apart("Mutation", behind.mutations)
    return replace(behind, queries=queries, mutations=mutations)


def _own_name(name: str, service: Service) -> str:
    return camel(service.context or service.name) + pascal(name)


def _prefixed(each: Output, service: Service) -> Output:
    return replace(each, name=_own_name(each.name, service))


def _text(whole: World, name: str, types: Mapping[str, Type]) -> str:
    service = whole.system.services[name]
    shared = sorted(
        types.values(),
        key=lambda each: (
            each.name not in _ROOTS,
            _ROOTS.index(each.name) if each.name in _ROOTS else 0,
            _ORDER.index(each.kind),
            each.name,
        ),
    )
    about = f"{service.name} of {whole.system.name}, context {service.context}"
    team = whole.system.contexts[service.context].team if service.context in whole.system.contexts else ""
    comment = about + (f", team {team}" if service.team or team else "")
    return printed((_link(types.values()), *shared), comment)


def _link(types: Iterable[Type]) -> Roots:
    used = {
        use.name
        for each in types
        for use in (*each.directives, *(one for of in each.fields.values() for one in of.directives))
    }
    imported: tuple[Value, ...] = tuple(f"@{name}" for name in _OWN if name in used)
    given: dict[str, Value] = {"url": f"https://specs.apollo.dev/federation/{VERSION}"}
    if imported:
        given["import"] = Items(imported)
    return Roots({}, directives=(Applied("link", given),))
