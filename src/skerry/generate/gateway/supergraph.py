"""The supergraph: the schema that callers see, and a table that says which service gives which field of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skerry.contracts.write.graphql import written
from skerry.formats.graphql.composition import Subgraph, compose, subgraph
from skerry.formats.graphql.read import schema_of_text
from skerry.formats.graphql.values import Kind
from skerry.formats.problems import GRAPHQL_COMPOSITION
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.model.system import System

SCHEMA = "skerry.supergraph/1"
DOCUMENT, TABLE = "supergraph.graphql", "supergraph.json"
NAME = "supergraph"  # of the process that answers, where services stand
_UNPLANNED = ("external", "requires", "provides", "override", "interfaceObject")
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Supergraph:
    """Both files by their names, or why there are none."""

    files: dict[str, str]
    problems: tuple[Problem, ...] = ()


def exposed(system: System) -> bool:
    """Whether any service exposes GraphQL."""
    return any("graphql" in each.api.expose and each.api.versions for each in system.services.values())


def supergraph(system: System) -> Supergraph:
    """The supergraph of a system; nothing where no service exposes GraphQL."""
    return of_documents(system.name, {each.service: each.text for each in written(system)})


def of_documents(system: str, documents: Mapping[str, str]) -> Supergraph:
    """The supergraph of these documents, by service."""
    if not documents:
        return Supergraph({})
    graphs = [subgraph(name, schema_of_text(text, f"{name}.graphql")) for name, text in documents.items()]
    composed = compose(graphs)
    problems = (*composed.problems, *(problem for graph in graphs for problem in _unplanned(graph)))
    if problems:
        return Supergraph({}, problems)
    head = {"schema": SCHEMA, "system": system, "document": DOCUMENT}
    about = f"# {system}: what its composed endpoint answers, over {', '.join(documents)}\n\n"
    return Supergraph({DOCUMENT: about + composed.sdl, TABLE: _text(head, _types(graphs))})


def _types(graphs: Iterable[Subgraph]) -> Object:
    """By type and service: the fields that it gives, and the key by which it finds one."""
    found: Object = {}
    for graph in graphs:
        for of in graph.types.values():
            if of.kind is Kind.OBJECT:
                given: Object = {"fields": sorted(of.fields)}
                if key := next((each for each in graph.keys.get(of.name, ()) if each.resolvable), None):
                    given["key"] = sorted(key.fields)
                found.setdefault(of.name, {})[graph.name] = given
    return dict(sorted(found.items()))


def _text(head: Object, types: Object) -> str:
    """The table as text that a person can compare: what a service gives of a type stands in one line."""
    rows = [
        f"    {json.dumps(name)}: {{\n"
        + ",\n".join(f"      {json.dumps(service)}: {json.dumps(given)}" for service, given in services.items())
        + "\n    }"
        for name, services in types.items()
    ]
    return json.dumps(head, indent=2)[:-2] + ',\n  "types": {\n' + ",\n".join(rows) + "\n  }\n}\n"


def _unplanned(graph: Subgraph) -> Iterator[Problem]:
    """What composes, and what the planner of the runtime has no way for."""
    for of in graph.types.values():
        uses = [(of.name, of.directives, of.span)]
        uses += [(f"{of.name}.{each.name}", each.directives, each.span) for each in of.fields.values()]
        for path, directives, span in uses:
            for name in _UNPLANNED:
                if graph.has(directives, name):
                    yield _problem(f"{path} in {graph.name} uses @{name}", span)
        if of.kind is Kind.INTERFACE:
            yield _problem(f"{of.name} in {graph.name} is an interface", of.span)
        for key in graph.keys.get(of.name, ()):
            if any(key.fields.values()):
                yield _problem(f'the key "{key.text}" of {of.name} in {graph.name} has fields within fields', key.span)


def _problem(what: str, span: Span) -> Problem:
    said = f"{what}, which the composed endpoint can't plan: leave it out, or take a router of Apollo's"
    return Problem(GRAPHQL_COMPOSITION, said, span)
