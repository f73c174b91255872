"""The whole fleet of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.contracts.write.events import events as described
from skerry.facts.fleet import Channel, Edge, Fleet, Node
from skerry.model.cascade import merge
from skerry.model.system import Placement, Service, System
from skerry.rules.expected import events, flows, routes, stores
from skerry.rules.expected._witness import witness
from skerry.rules.expected.traits import traits

_PATTERN = "*?[{"


def expected(system: System, environment: str = "") -> Fleet:
    """What should be there: services, stores, brokers, systems of others and the gateway, and what goes between them.

    `environment` is one of the model's, whose placements then hold.

    Paths of witnesses are those of the model's files, as they were loaded; rows are sorted as a reader sorts them.
    """
    known = described(system)
    channels = tuple(sorted(events.channels(system, known), key=lambda c: (c.node, c.direction, c.topic)))
    nodes = [
        *_services(system, environment), *stores.nodes(system), *events.brokers(system, known), *flows.externals(system),
        *routes.gateways(system),
    ]  # fmt: skip
    return Fleet(
        "",
        tuple(sorted(nodes, key=lambda n: n.name)),
        tuple(sorted(_edges(system, channels), key=lambda e: (e.source, e.target, e.kind))),
        tuple(sorted(stores.holdings(system), key=lambda h: (h.node, h.server))),
        tuple(sorted(set(routes.routes(system)), key=lambda r: (r.node, r.path, r.method))),
        channels,
        tuple(sorted(set(traits(system)), key=lambda t: (t.node, t.name, t.other, t.value))),
    )


def _services(system: System, environment: str) -> Iterator[Node]:
    for service in system.services.values():
        context = system.contexts.get(service.context)
        placed = placement(system, service, environment)
        runs = service.runs
        yield Node(
            service.name,
            "business",
            runs.language if runs else "",
            folders=_folders(service),
            image=runs.image if runs else "",
            ports=(runs.port,) if runs and runs.span.line else (),
            replicas=placed.replicas.value if placed.replicas else 0,
            owner=service.team or (context.team if context else ""),
            evidence=witness(service.span),
        )


def placement(system: System, service: Service, environment: str) -> Placement:
    """How a service runs, in an environment or, without one, wherever nothing else is said."""
    placed = system.deploy.services.get(service.name, Placement())
    there = system.environments.get(environment)
    return merge(placed, there.everywhere, there.services.get(service.name, Placement())) if there else placed


def _folders(service: Service) -> tuple[str, ...]:
    """Where its own code stands, as far as the patterns begin with a folder; code of another system is where it is from."""
    own = (glob.pattern for glob in service.code if not glob.source)
    return tuple(sorted({_fixed(pattern) for pattern in own}))


def _fixed(pattern: str) -> str:
    parts = pattern.removeprefix("./").split("/")
    least = next((at for at, part in enumerate(parts) if any(char in part for char in _PATTERN)), len(parts))
    return "/".join(parts[:least])


def _edges(system: System, channels: Iterable[Channel]) -> Iterator[Edge]:
    yield from flows.edges(system)
    yield from stores.edges(system)
    yield from events.edges(channels)
    yield from routes.edges(system)
