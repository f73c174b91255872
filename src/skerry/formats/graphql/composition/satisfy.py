"""Whether the router can get at everything that it shows: from wherever a type is reached, each of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from skerry.formats.graphql.composition.subgraph import Subgraph, said
from skerry.formats.graphql.fieldsets import fieldset
from skerry.formats.graphql.values import Kind, Output, Type, named
from skerry.kernel.problem import Problem

_ROOTS = ("Query", "Mutation", "Subscription")
_Place = tuple[str, str]  # a type, and the subgraph in which it was reached


def unsatisfied(graphs: Sequence[Subgraph], types: Mapping[str, Type]) -> Iterator[Problem]:
    """The fields that cannot be resolved from somewhere, each once."""
    by_name = {graph.name: graph for graph in graphs}
    waiting: list[_Place] = [(root, graph.name) for root in _ROOTS for graph in graphs if root in graph.types]
    seen = set(waiting)
    said_of: set[str] = set()
    while waiting:
        owner, at = waiting.pop()
        graph = by_name[at]
        of = graph.types.get(owner)
        if of is None:
            continue
        reached = [(one.name, one) for one in graphs] if owner in _ROOTS else list(_reached(graphs, graph, owner))
        if of.kind is Kind.OBJECT:
            for missing in _missing(types.get(owner), [one for _, one in reached]):
                path = f"{owner}.{missing.name}"
                if path not in said_of:
                    said_of.add(path)
                    yield _cannot(path, at, missing)
        for name, one in reached:
            for place in _onwards(one, owner, name, types):
                if place not in seen:
                    seen.add(place)
                    waiting.append(place)


def _reached(graphs: Sequence[Subgraph], start: Subgraph, owner: str) -> Iterator[tuple[str, Subgraph]]:
    """The subgraphs that an entity can be looked up in, from one of them: each key must be known by then."""
    known = _resolved(start, owner, set())
    inside = {start.name}
    yield start.name, start
    grown = True
    while grown:
        grown = False
        for graph in graphs:
            if graph.name in inside or not _enters(graph, owner, known):
                continue
            inside.add(graph.name)
            known |= _resolved(graph, owner, known)
            grown = True
            yield graph.name, graph


def _enters(graph: Subgraph, owner: str, known: set[str]) -> bool:
    return any(key.resolvable and known.issuperset(key.fields) for key in graph.keys.get(owner, ()))


def _resolved(graph: Subgraph, owner: str, known: set[str]) -> set[str]:
    of = graph.types.get(owner)
    return {each.name for each in of.fields.values() if graph.resolves(of, each)} | known if of else set(known)


def _missing(of: Type | None, graphs: Sequence[Subgraph]) -> Iterator[Output]:
    if of is None:
        return
    known = {name for graph in graphs for name in _resolved(graph, of.name, set())}
    for each in of.fields.values():
        if each.name not in known or not any(_can(graph, of.name, each.name, known) for graph in graphs):
            yield each


def _can(graph: Subgraph, owner: str, name: str, known: set[str]) -> bool:
    """Whether a subgraph resolves a field with what is known, which `@requires` asks for."""
    of = graph.types.get(owner)
    each = of.fields.get(name) if of else None
    if of is None or each is None or not graph.resolves(of, each):
        return False
    for use in graph.federation.uses(each.directives, "requires"):
        text = use.arguments.get("fields")
        if not known.issuperset((fieldset(text) if isinstance(text, str) else None) or {}):
            return False
    return True


def _onwards(graph: Subgraph, owner: str, at: str, types: Mapping[str, Type]) -> Iterator[_Place]:
    of = graph.types.get(owner)
    if of is None:
        return
    if of.kind is Kind.INTERFACE:
        yield from ((each.name, at) for each in graph.types.values() if owner in each.interfaces)
    yield from ((name, at) for name in of.members)
    for each in of.fields.values():
        if graph.resolves(of, each) and named(each.type) in types:
            yield named(each.type), at


def _cannot(path: str, at: str, missing: Output) -> Problem:
    what = f"{path} cannot be resolved where its type is reached in {at}: no key leads from there to a subgraph that has it"
    return said("SATISFIABILITY_ERROR", what, missing.span)
