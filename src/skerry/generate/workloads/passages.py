"""Who has to reach whom for the system to work, and nobody else: the model's call graph with the parts of the platform around it.

Network policies and the authorization of a mesh are this list, written down; a test holds them against it, edge for edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skerry.contracts.write.events import events, heard, published
from skerry.generate.access import guarded
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.gateway.supergraph import exposed
from skerry.generate.identity import certified, reached
from skerry.generate.service.callees import calls
from skerry.generate.service.grpc import offered
from skerry.generate.workloads import platform
from skerry.generate.workloads.platform import Part
from skerry.generate.workloads.values import HEALTH
from skerry.model.system import External, Service, System, TypeName

GATEWAY, ISSUER = "gateway", "issuer"
HTTP, GRPC = "http", "grpc"


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """`source` may reach `target` at `port`: the name of a workload's port, or a number where the target is a part of the platform.

    `part` is that part, None where both are workloads; `why` is the sentence that a reviewer reads. `part` can be the source as well.
    `stores` says that the target keeps the data of the source.
    """

    source: str
    target: str
    port: str
    why: str
    part: Part | None = None
    stores: bool = False


def passages(system: System) -> tuple[Passage, ...]:
    """All of them, each pair and port once, in the order of the model."""
    found: dict[tuple[str, str, str], Passage] = {}
    carried = {name: event.bus for name, event in events(system).items()}
    for each in (
        *_edge(system),
        *(each for service in system.services.values() for each in _of(system, service, carried)),
    ):
        found.setdefault((each.source, each.target, each.port), each)
    return tuple(found.values())


def _edge(system: System) -> Iterator[Passage]:
    """From outside: the gateway, and what composes answers of several services."""
    entrance = platform.gateway(system)
    for service in system.services.values():
        if entrance and reached(service):
            yield Passage(GATEWAY, service.name, HTTP, f"the gateway leads to {service.name}", entrance)
            if offered(service):
                yield Passage(GATEWAY, service.name, GRPC, f"the gateway leads to {service.name}", entrance)
    if not exposed(system):
        return
    if entrance:
        yield Passage(GATEWAY, SUPERGRAPH, HTTP, "the gateway leads to /graphql", entrance)
    for service in system.services.values():
        if "graphql" in service.api.expose and service.api.versions:
            yield Passage(SUPERGRAPH, service.name, HTTP, f"the composed graph asks {service.name}")
    yield from _watched(system, SUPERGRAPH)


def _of(system: System, service: Service, carried: Mapping[TypeName, str]) -> Iterator[Passage]:
    """From one service: whom it calls, then what it needs."""
    name = service.name
    for target, operation in calls(system, service):
        if target in system.services and target != name:
            yield Passage(name, target, HTTP, f"{name} calls {target}" + (f".{operation}" if operation else ""))
        elif target in system.external:
            yield _outside(name, system.external[target])
    if bus := bus_of(system, service, carried):
        yield Passage(name, bus.name, str(bus.port), f"{name} speaks and hears through {bus.name}", bus)
    for store in service.stores.values():
        if store.engine != platform.ON_DISK:
            part = platform.database(store.engine, f"{store.engine}/{store.database or name}")
            yield Passage(name, part.name, str(part.port), f"{name} keeps its data in {part.name}", part, stores=True)
    if guarded(system) and not service.runs:
        part = Part(ISSUER, "", platform.WEB)
        yield Passage(name, ISSUER, str(part.port), f"{name} asks the issuer of tokens for its keys", part)
    yield from _watched(system, name)


def _watched(system: System, name: str) -> Iterator[Passage]:
    if collector := platform.collector(system):
        yield Passage(name, collector.name, str(collector.port), f"{name} sends traces and logs", collector)
    if scraper := platform.scraper(system):
        service = system.services.get(name)
        port = HEALTH.name if service and certified(system, service) else HTTP
        yield Passage(scraper.name, name, port, f"metrics of {name}", scraper)


def _outside(name: str, external: External) -> Passage:
    part = Part(external.name, "", platform.MAIL if external.protocol == "smtp" else platform.WEB)
    return Passage(name, external.name, str(part.port), f"{name} calls {external.name}", part)


def bus_of(system: System, service: Service, carried: Mapping[TypeName, str]) -> Part | None:
    """The broker that a service speaks or listens to; `carried` says what carries each event."""
    names = {*published(service), *heard(system, service)}
    if not names:
        return None
    said = service.policies.events.bus
    return platform.bus(
        said.value if said else next((carried[each] for each in sorted(names) if each in carried), "nats")
    )
