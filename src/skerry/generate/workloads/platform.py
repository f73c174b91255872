"""What stands beside the services and is not written from the model: where it is looked for, unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.model.language.deploy import TELEMETRY
from skerry.model.system import System, Tokens

BUSES = {"nats": 4222, "kafka": 9092, "rabbitmq": 5672}
ENGINES = {
    "postgres": 5432, "mysql": 3306, "mariadb": 3306, "sqlserver": 1433, "oracle": 1521, "mongodb": 27017, "redis": 6379,
    "elasticsearch": 9200, "opensearch": 9200, "cassandra": 9042,
}  # fmt: skip
ON_DISK = "sqlite"  # an engine that is a file of the service itself
WEB = 443
MAIL = 587
_GATEWAYS = {
    "kong": "kong",
    "tyk": "tyk",
    "envoy": "envoy-gateway-system",
    "nginx": "ingress-nginx",
}
NO_GATEWAY = "none"
WATCHING = "observability"  # the namespace of what collects, keeps and shows metrics, logs and traces
_TRACED = frozenset(["otel", "jaeger", "tempo", "zipkin"])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the platform: the namespace in which it runs ('' outside of the cluster), and the port where it is reached (0: any)."""

    name: str
    namespace: str
    port: int = 0


UNKNOWN = "https://issuer.invalid"  # RFC 2606: a name that nobody has


def tokens(system: System) -> Tokens:
    """Who signs tokens, with all that the model leaves out filled in."""
    said = system.deploy.tokens or Tokens(UNKNOWN)
    keys = said.keys or f"{said.issuer.rstrip('/')}/.well-known/jwks.json"
    return Tokens(said.issuer, keys, said.audience or system.name, said.span)


def gateway(system: System) -> Part | None:
    """Where requests from outside come in."""
    cluster = system.deploy.kubernetes
    said = cluster.gateway if cluster else ""
    return None if said == NO_GATEWAY else Part("gateway", _GATEWAYS.get(said, "gateway"))


def collector(system: System) -> Part | None:
    """Where traces and logs go: the collector's port for OTLP over HTTP."""
    return Part("otel-collector", WATCHING, 4318) if _TRACED & set(system.deploy.observe) else None


def scraper(system: System) -> Part | None:
    """What asks for metrics."""
    return Part("prometheus", WATCHING) if "prometheus" in system.deploy.observe else None


def bus(name: str) -> Part:
    """What carries events."""
    return Part(name, "messaging", BUSES.get(name, 0))


def database(engine: str, name: str) -> Part:
    """A database server is the platform's, in the cluster or not: its address is a secret, its port is known."""
    return Part(name, "", ENGINES.get(engine, WEB))


def observes(system: System, *kinds: str) -> bool:
    """Whether any of these is among what the model has observe it."""
    assert set(kinds) <= TELEMETRY.keys()
    return any(kind in system.deploy.observe for kind in kinds)
