"""The executable schema: the written document, each field of it bound to what answers it."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    parse,
)

from skerry_runtime import spec
from skerry_runtime.faces.asking import Asking
from skerry_runtime.faces.graphql import federation
from skerry_runtime.faces.graphql.resolvers import command, entities, link, query
from skerry_runtime.service.routes import Routes


class Unfit(ValueError):
    """The document and `service.json` do not fit; the text says where."""


def executable(sdl: str, face: spec.GraphQL, routes: Routes, asking: Asking) -> GraphQLSchema:
    """The schema of a service.

    Raises:
        Unfit: a field is answered by nothing.
    """
    found = federation.schema(sdl)
    keys = {name: fields for name, fields, _ in federation.keys(parse(sdl))}
    version = routes.versions.newest
    for root, named, resolver in (("Query", face.queries, query), ("Mutation", face.mutations, command)):
        of = found.get_type(root)
        for name, resolved in named.items():
            served = asking.served(resolved.operation, version)
            if not isinstance(of, GraphQLObjectType) or name not in of.fields or served is None:
                raise Unfit(f"{root}.{name} is answered by {resolved.operation}, which is not there: generate it again")
            of.fields[name].resolve = resolver(asking, routes, served, resolved, of.fields[name])
    _service(found, sdl)
    for name, links in face.links.items():
        of = found.get_type(name)
        if not isinstance(of, GraphQLObjectType):
            continue
        for field, key in links.items():
            target = str(of.fields[field].type).rstrip("!")
            of.fields[field].resolve = link(target, key, keys.get(target, "id"), own=target in face.entities)
    _values(found, face)
    return found


def _service(found: GraphQLSchema, sdl: str) -> None:
    """What a router asks a subgraph."""
    of = found.query_type
    assert of is not None
    of.fields["_service"].resolve = lambda *_: {"sdl": sdl}
    if "_entities" in of.fields:
        of.fields["_entities"].resolve = entities
        union = found.get_type("_Entity")
        assert isinstance(union, GraphQLUnionType)
        union.resolve_type = lambda value, *_: value["__typename"]


def _values(found: GraphQLSchema, face: spec.GraphQL) -> None:
    """Enums and alternatives as JSON has them."""
    for name, words in face.words.items():
        of = found.get_type(name)
        if isinstance(of, GraphQLEnumType):
            for value, word in words.items():
                of.values[value].value = word
            of.__dict__.pop("_value_lookup", None)  # made of the values as they were before
    for name, told in face.alternatives.items():
        of = found.get_type(name)
        if isinstance(of, GraphQLUnionType):
            of.resolve_type = _told(told)
        elif isinstance(of, GraphQLInputObjectType):
            of.out_type = _telling(told)  # type: ignore[method-assign]  # as the library has it set


def _told(told: spec.Alternatives) -> Any:
    return lambda value, *_: told.values.get(str(value.get(told.property)))


def _telling(told: spec.Alternatives) -> Any:
    words = {field: word for word, field in told.values.items()}

    def out(value: dict[str, Any]) -> dict[str, Any]:
        field, inner = next(iter(value.items()))
        return {told.property: words[field], **(inner or {})}

    return out
