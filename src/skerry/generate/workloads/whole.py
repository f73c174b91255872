"""The workloads of a system: one for each service, one more for a canary, and what composes the graph of several services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from skerry.contracts.write.events import events
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.gateway.supergraph import exposed
from skerry.generate.identity import certified, shows, spiffe_id
from skerry.generate.service.grpc import offered
from skerry.generate.workloads import sizing
from skerry.generate.workloads.settings import folders, secrets, settings
from skerry.generate.workloads.values import HEALTH, Folder, Port, Size, Workload
from skerry.model.system import Canary, Service, System, TypeName

ASKS = ("/started", "/health", "/ready")
_PATIENCE = 30  # seconds
_HTTP = Port("http", 8080, "http")
_TMP = Folder("tmp", "/tmp", "64Mi")


def workloads(system: System, environment: str = "") -> tuple[Workload, ...]:
    """All of them in the order of the model, as they are in this environment ('' where nothing differs)."""
    carried = {name: event.bus for name, event in events(system).items()}
    found = [each for service in system.services.values() for each in _of(system, service, environment, carried)]
    return (*found, *([_supergraph(system)] if exposed(system) else ()))


def _of(system: System, service: Service, environment: str, carried: Mapping[TypeName, str]) -> Iterator[Workload]:
    ports = tuple(_ports(system, service))
    context = system.contexts.get(service.context)
    made = Workload(
        service.name,
        service.name,
        image(system, service),
        sizing.size(system, service, environment),
        ports,
        ports[-1] if HEALTH in ports else ports[0],
        () if service.runs else ASKS,
        settings=settings(system, service),
        secrets=tuple(secrets(system, service, carried)),
        folders=(_TMP, *folders(service)),
        patience=_patience(service),
        identity=_identity(system, service),
        team=service.team or (context.team if context else ""),
        context=service.context,
        about=service.about,
        service=service,
    )
    placed = system.deploy.services.get(service.name)
    if placed is None or placed.canary is None:
        yield made
        return
    yield replace(made, version=stable(service, placed.canary.value))
    for version in placed.canary.value.shares:
        yield replace(made, name=f"{service.name}-{version}", version=version, size=_one(made.size))


def stable(service: Service, canary: Canary) -> str:
    """The version that a canary is held against: the newest of the API's that is not tried out."""
    others = [name for name in service.api.versions if name not in canary.shares]
    return max(others, key=lambda name: int(name[1:]), default="stable")


def image(system: System, service: Service) -> str:
    """Where the image of a service is, without tag."""
    if service.runs and service.runs.image:
        return service.runs.image
    return _image(system, service.name)


def _image(system: System, name: str) -> str:
    cluster = system.deploy.kubernetes
    return f"{cluster.registry}/{name}" if cluster and cluster.registry else name


def _ports(system: System, service: Service) -> Iterator[Port]:
    if service.runs:
        yield Port("http", service.runs.port, "http")
        return
    asks = certified(system, service)
    yield Port("http", 8080, "https") if asks else _HTTP
    if offered(service):
        yield Port("grpc", 50051, "grpc")
    if asks:
        yield HEALTH


def _identity(system: System, service: Service | None) -> str:
    name = shows(system, service)
    return spiffe_id(system, name) if name else ""


def _patience(service: Service) -> int:
    """Longer than the longest call that it may have taken on."""
    longest = max((each.policy.timeout.value.seconds for each in service.calls if each.policy.timeout), default=0.0)
    return max(_PATIENCE, round(longest * 2))


def _one(size: Size) -> Size:
    """A canary has a part of the requests: one replica, which is not scaled."""
    return replace(size, replicas=1, scale=None)


def _supergraph(system: System) -> Workload:
    """Asks the services for their parts of the graph. It keeps nothing, and knows no secret."""
    return Workload(
        SUPERGRAPH,
        SUPERGRAPH,
        _image(system, SUPERGRAPH),
        Size(sizing.MEMORY, sizing.CPU, sizing.REPLICAS),
        (_HTTP,),
        _HTTP,
        ASKS,
        settings=settings(system, None),
        folders=(_TMP,),
        identity=_identity(system, None),
        about="Composes the graph over all services.",
    )
