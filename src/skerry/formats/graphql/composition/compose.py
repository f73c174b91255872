"""Composes subgraphs: merges their types, checks what only the whole can tell, and hides what is inaccessible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from skerry.formats.graphql.composition.members import Whole, merged
from skerry.formats.graphql.composition.satisfy import unsatisfied
from skerry.formats.graphql.composition.subgraph import Subgraph, said
from skerry.formats.graphql.print import printed
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind, Output, Type, named
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


@dataclass(frozen=True)
class Composed:
    """What the router shows to consumers, as far as the subgraphs agree; they compose where there are no problems."""

    types: tuple[Type, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def sdl(self) -> str:
        """The API schema as text."""
        return printed(self.types)

    @cached_property
    def schema(self) -> Schema:
        """The API schema."""
        return Schema((), self.types)


def compose(subgraphs: Sequence[Subgraph]) -> Composed:
    """The supergraph's API of `subgraphs`."""
    wrong = [problem for graph in subgraphs for problem in graph.problems]
    graphs = [_spread(graph, subgraphs) for graph in subgraphs]
    whole = Whole(
        {graph.name: graph for graph in graphs},
        _implementers(graphs),
        frozenset(_taken(graphs)),
        frozenset(_given(graphs)),
    )
    names = dict.fromkeys(name for graph in graphs for name in graph.types)
    found: dict[str, Type] = {}
    for name in names:
        one = merged(whole, name, [(graph, graph.types[name]) for graph in graphs if name in graph.types])
        if one is not None:
            found[name] = one
    whole.problems.extend(_conditions(found))
    if not (whole.problems or wrong):  # what follows would only repeat it
        whole.problems.extend(unsatisfied(graphs, found))
    shown = dict(_shown(found, whole))
    return Composed(tuple(shown.values()), (*wrong, *whole.problems))


def _spread(graph: Subgraph, every: Sequence[Subgraph]) -> Subgraph:
    """The subgraph with the fields of its `@interfaceObject`s on all types that implement the interface elsewhere."""
    objects = [of for of in graph.types.values() if graph.has(of.directives, "interfaceObject")]
    if not objects:
        return graph
    types, keys = dict(graph.types), dict(graph.keys)
    for of in objects:
        for other in every:
            for each in other.types.values():
                if of.name in each.interfaces and each.kind is Kind.OBJECT and each.name not in graph.types:
                    types[each.name] = replace(of, name=each.name, directives=())
                    keys[each.name] = graph.keys.get(of.name, ())
    return replace(graph, types=types, keys=keys)


def _implementers(graphs: Sequence[Subgraph]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for graph in graphs:
        for of in graph.types.values():
            for name in of.interfaces:
                found.setdefault(name, set()).add(of.name)
            found.setdefault(of.name, set()).update(of.members)
    return {name: frozenset(names) for name, names in found.items()}


def _taken(graphs: Iterable[Subgraph]) -> Iterator[str]:
    for graph in graphs:
        for of in graph.types.values():
            yield from (named(each.type) for each in of.inputs.values())
            yield from (named(each.type) for field in of.fields.values() for each in field.arguments.values())


def _given(graphs: Iterable[Subgraph]) -> Iterator[str]:
    return (named(field.type) for graph in graphs for of in graph.types.values() for field in of.fields.values())


def _conditions(found: Mapping[str, Type]) -> Iterator[Problem]:
    """What only the merged types can tell."""
    if "Query" not in found or not found["Query"].fields:
        yield said("NO_QUERIES", "no subgraph has a field of Query", Span(""))
    for of in found.values():
        for name in of.interfaces:
            interface = found.get(name)
            for field in interface.fields.values() if interface and of.kind is Kind.OBJECT else ():
                if field.name not in of.fields:
                    what = f"{of.name} implements {name}, but has no field {field.name}"
                    yield said("INTERFACE_FIELD_NO_IMPLEM", what, of.span, ((field.span, "it is defined here"),))


def _shown(found: Mapping[str, Type], whole: Whole) -> Iterator[tuple[str, Type]]:
    """The types without what is inaccessible."""
    hidden = whole.hidden
    for name, of in found.items():
        if name in hidden:
            continue
        fields = {key: _trimmed(name, each, hidden) for key, each in of.fields.items() if f"{name}.{key}" not in hidden}
        inputs = {key: each for key, each in of.inputs.items() if f"{name}.{key}" not in hidden}
        values = {key: each for key, each in of.values.items() if f"{name}.{key}" not in hidden}
        if (of.fields and not fields) or (of.inputs and not inputs) or (of.values and not values):
            what = f"{name} is part of the API, but all that it has is @inaccessible"
            whole.problems.append(said("ONLY_INACCESSIBLE_CHILDREN", what, of.span))
        refers = [(key, each.type, each.span) for key, each in fields.items()]
        refers += [(key, each.type, each.span) for key, each in inputs.items()]
        for key, type_, span in refers:
            if named(type_) in hidden:
                what = f"{name}.{key} is part of the API, but its type {named(type_)} is @inaccessible"
                whole.problems.append(said("REFERENCED_INACCESSIBLE", what, span))
        interfaces = tuple(each for each in of.interfaces if each not in hidden)
        members = tuple(each for each in of.members if each not in hidden)
        yield name, replace(of, fields=fields, inputs=inputs, values=values, interfaces=interfaces, members=members)


def _trimmed(owner: str, of: Output, hidden: set[str]) -> Output:
    path = f"{owner}.{of.name}"
    return replace(of, arguments={key: each for key, each in of.arguments.items() if f"{path}({key}:)" not in hidden})
