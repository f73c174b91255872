"""The part of a schema that some documents can speak of: what they name, and what that stands on. A reference implementation is built of
this in milliseconds, of a whole schema of thousands of types in seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from skerry.formats.graphql.print import printed
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import SCALARS, Directive, Input, Kind, Roots, Type, named

_NAME = re.compile(r"[A-Za-z_]\w*")


def words(texts: Iterable[str]) -> frozenset[str]:
    """All names in documents, and whatever else looks like one."""
    return frozenset(word for text in texts for word in _NAME.findall(text))


def excerpt(schema: Schema, spoken: frozenset[str]) -> str:
    """The SDL of all types that documents with these words can reach; of objects and interfaces, the fields that are among the words."""
    roots = {key: name for key, name in schema.roots.types.items() if schema.type(name)}
    directives = [found for name in schema.directives if name in spoken and (found := schema.directive(name))]
    waiting = [*roots.values(), *(name for name in sorted(spoken) if name in schema.type_parts)]
    waiting += [named(each.type) for found in directives for each in found.arguments.values()]
    kept: dict[str, Type] = {}
    while waiting:
        of = schema.type(waiting.pop())
        if of is not None and of.name not in kept and of.name not in SCALARS:
            kept[of.name] = _reduced(of, spoken)
            waiting.extend(_next(schema, kept[of.name]))
    head: list[Type | Directive | Roots] = [Roots(roots, written=True, description="roots")] if roots else []
    return printed([*head, *(kept[name] for name in sorted(kept)), *map(_bare, directives)])


def _reduced(of: Type, spoken: frozenset[str]) -> Type:
    fields = {
        name: replace(each, arguments=_inputs(each.arguments), description="", directives=())
        for name, each in of.fields.items()
        if name in spoken
    }
    values = {name: replace(each, description="", directives=()) for name, each in of.values.items()}
    kept = tuple(use for use in of.directives if use.name == "oneOf" and of.kind is Kind.INPUT)
    return replace(of, description="", fields=fields, inputs=_inputs(of.inputs), values=values, directives=kept)


def _inputs(inputs: Mapping[str, Input]) -> dict[str, Input]:
    return {name: replace(each, description="", directives=()) for name, each in inputs.items()}


def _bare(directive: Directive) -> Directive:
    return replace(directive, description="", arguments=_inputs(directive.arguments), directives=())


def _next(schema: Schema, of: Type) -> Iterator[str]:
    """The types that a type stands on; of an interface, those that implement it too."""
    yield from of.interfaces
    yield from of.members
    yield from (named(each.type) for each in of.inputs.values())
    for field in of.fields.values():
        yield named(field.type)
        yield from (named(each.type) for each in field.arguments.values())
    if of.kind is Kind.INTERFACE:
        for name in sorted(schema.mentions.get(of.name, ())):
            other = schema.type(name)
            if other is not None and of.name in other.interfaces:
                yield name
