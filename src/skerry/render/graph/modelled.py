"""The graph of a model: its services in their contexts, the calls and events between them, and systems that are not ours."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.model.system import System
from skerry.model.system.names import TypeName
from skerry.model.system.services import Service
from skerry.render.decomposition.phrases import some
from skerry.render.graph.relations import patterns_between
from skerry.render.graph.value import Edge, Graph, Group, Node, merged

EXTERNAL = "systems of others"


def graph_of(system: System) -> Graph:
    """All services, and the external systems that any of them calls."""
    context = {service.name: service.context for service in system.services.values()}
    lines = [(each.downstream, each.upstream, each.kinds) for each in system.relations]
    links = [
        each for each in _links(system) if each[0] in context and (each[1] in context or each[1] in system.external)
    ]
    called = sorted({target for _, target, _ in links if target not in context})
    return Graph(
        system.name,
        (*_groups(system), *((Group(EXTERNAL, EXTERNAL, ""),) if called else ())),
        (*map(_node, system.services.values()), *(Node(name, name, "external", EXTERNAL, 1) for name in called)),
        merged(
            Edge(a, b, kind, 1, patterns_between(lines, context[a], context.get(b, EXTERNAL))) for a, b, kind in links
        ),
    )


def _groups(system: System) -> Iterator[Group]:
    used = {service.context for service in system.services.values()}
    for name in sorted(used):
        found = system.contexts.get(name)
        yield Group(name, name or "no context", found.kind if found else "")


def _node(service: Service) -> Node:
    owned = some([name.name for name in service.owns], 2)
    return Node(
        service.name, service.name, owned or service.team or "service", service.context, 1 + len(service.operations)
    )


def _links(system: System) -> Iterator[tuple[str, str, str]]:
    """Who uses whom, and how: calls, steps of sagas, and events from who listens to who raises them."""
    raised = _raisers(system)
    for service in system.services.values():
        for call in service.calls:
            yield service.name, call.target, "sync"
        heard = [reaction.event for reaction in service.reactions]
        heard += [event for view in service.views.values() for event in view.events]
        for event in dict.fromkeys(heard):
            for source in raised.get(event, ()):
                yield service.name, source, "event"
    for saga in system.sagas.values():
        for step in saga.steps:
            if step.do:
                yield saga.service, step.do.service, "sync"


def _raisers(system: System) -> dict[TypeName, tuple[str, ...]]:
    found: dict[TypeName, tuple[str, ...]] = {}
    for service in system.services.values():
        emitted = (event for operation in service.operations.values() for some in operation.emits for event in some)
        for event in dict.fromkeys([*service.publishes, *emitted]):
            found[event] = (*found.get(event, ()), service.name)
    return found
