"""What the words of the rules mean in a fleet: entry point, service, connection, logging subsystem, dashboard …

The rules are those of Schneider et al., microSecEnD: a dataset of security-enriched dataflow diagrams for microservice applications
(MSR 2023), and its list of 25 architectural security rules. Where their text leaves a word open, the meaning is the one with which the
authors judged their systems, and it stands at the function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Edge, Fleet, Node

_DASHBOARDS = frozenset(
    ["hystrix-dashboard", "grafana", "kibana", "scope", "aspire-dashboard", "seq", "skywalking",
     "apm", "sentry"]
)  # fmt: skip
_SEES_ALL = frozenset(["scope"])  # they ask the host's container engine, and need no word of the services
_LOG_SERVERS = frozenset(
    ["logstash", "fluentd", "fluent-bit", "loki", "graylog", "seq", "splunk", "vector", "filebeat"]
)
_LOG_STORES = frozenset(["elasticsearch", "opensearch"])
_SECRET_STORES = frozenset(["vault", "openbao", "conjur", "infisical", "secrets-manager", "key-vault"])
_PASSIVE = frozenset(["database", "cache", "broker", "external"])
_CALLS = frozenset(["http", "grpc", "auth"])


def _is(node: Node, products: frozenset[str]) -> bool:
    """Whether a node is one of some products. Where nobody says which product it is, a word of its name may."""
    if node.technology or node.role == "business":
        return node.technology in products
    return bool(products.intersection(re.split(r"[^a-z0-9]+", node.name.lower())))


def entries(fleet: Fleet) -> tuple[Node, ...]:
    """Entry points: what somebody outside calls, which are web UIs, and gateways where no UI stands before them.

    An authorization server is one too, unless a gateway forwards to it: whoever wants in has to fetch a token there first.
    """
    called = [node for node in fleet.nodes if any(edge.kind == "user" for edge in fleet.into(node.name))]
    found = called or [node for node in fleet.nodes if node.role == "gateway" and not _behind_gateway(fleet, node)]
    servers = [node for node in authorization_servers(fleet) if not _behind_gateway(fleet, node)]
    names = {node.name for node in (*found, *servers)}
    return tuple(node for node in fleet.nodes if node.name in names)


def _behind_gateway(fleet: Fleet, node: Node) -> bool:
    sources = [fleet.by_name[edge.source] for edge in fleet.into(node.name) if edge.kind in {"http", "grpc"}]
    return any(source.role == "gateway" for source in sources)


def services(fleet: Fleet) -> tuple[Node, ...]:
    """Services: all that runs but stores and brokers, of ours or not, and whatever its job."""
    return tuple(node for node in fleet.nodes if node.role not in _PASSIVE and node.role not in {"tool", "job"})


def own(fleet: Fleet) -> tuple[Node, ...]:
    """Services whose source is ours, infrastructure as registries and configuration servers among them."""
    return tuple(node for node in services(fleet) if node.folders or fleet.has(node.name, "source-read"))


def connections(fleet: Fleet) -> Iterator[Edge]:
    """Connections between services: the calls to services that do business, and to those that give out tokens.

    What registries, configuration servers and telemetry are told counts as their own affair, as it did for the rules' authors.
    """
    for edge in fleet.believed:
        target = fleet.by_name.get(edge.target)
        source = fleet.by_name.get(edge.source)
        if target is None or source is None or edge.kind not in _CALLS:
            continue
        if target.role in {"business", "auth"} and source.role in {"business", "gateway", "auth", "job"}:
            yield edge


def outside(fleet: Fleet) -> Iterator[Edge]:
    """Connections between a service and an external entity: people, other people's systems, remote repositories."""
    for edge in fleet.believed:
        ends = [fleet.by_name.get(edge.source), fleet.by_name.get(edge.target)]
        if any(end is not None and end.role == "external" for end in ends):
            yield edge


def authorization_servers(fleet: Fleet) -> tuple[Node, ...]:
    """Who gives out tokens, or was made to know who is who."""
    return tuple(node for node in fleet.nodes if node.role == "auth" or fleet.has(node.name, "issues-tokens"))


def authorizing(fleet: Fleet) -> tuple[Node, ...]:
    """Who decides what a caller may do: by roles, scopes, or by checking a token."""
    return tuple(node for node in fleet.nodes if fleet.has(node.name, "authorizes"))


def authenticating(fleet: Fleet) -> tuple[Node, ...]:
    """Who asks a caller who it is."""
    return tuple(node for node in fleet.nodes if fleet.has(node.name, "authenticates"))


def logging(fleet: Fleet) -> tuple[Node, ...]:
    """Services of ours that write log lines of their own."""
    return tuple(node for node in own(fleet) if fleet.has(node.name, "logs"))


def log_servers(fleet: Fleet) -> tuple[Node, ...]:
    """Central logging subsystems: what takes in the log lines of others. Where they are stored and shown belongs to it."""
    return tuple(node for node in fleet.nodes if _is(node, _LOG_SERVERS))


def dashboards(fleet: Fleet) -> tuple[Node, ...]:
    """Monitoring dashboards: Hystrix', Grafana, Kibana, maps of containers. A server from which services are administered is none."""
    return tuple(node for node in fleet.nodes if _is(node, _DASHBOARDS) or _shows(fleet, node))


def _shows(fleet: Fleet, node: Node) -> bool:
    return any(trait.value != "spring-boot-admin" for trait in fleet.traits_of(node.name, "shows-dashboard"))


def sees_all(node: Node) -> bool:
    """Whether a dashboard shows all containers of its host without being told of them."""
    return node.technology in _SEES_ALL


def brokers(fleet: Fleet) -> tuple[Node, ...]:
    """Message brokers."""
    return tuple(node for node in fleet.nodes if node.role == "broker")


def registries(fleet: Fleet) -> tuple[Node, ...]:
    """Service registries."""
    return tuple(node for node in fleet.nodes if node.role == "registry" and node.technology != "zookeeper")


def secret_stores(fleet: Fleet) -> tuple[Node, ...]:
    """Central stores of secrets."""
    return tuple(node for node in fleet.nodes if _is(node, _SECRET_STORES))


def watched(fleet: Fleet) -> frozenset[str]:
    """The services that a dashboard shows: ways of telemetry lead from it, in either direction, through collectors and their stores."""
    near: dict[str, set[str]] = {}
    for edge in fleet.believed:
        if edge.kind == "telemetry" or all(_carries(fleet.by_name[end]) for end in (edge.source, edge.target)):
            near.setdefault(edge.source, set()).add(edge.target)
            near.setdefault(edge.target, set()).add(edge.source)
    shipped = [node.name for node in fleet.nodes if fleet.has(node.name, "ships-logs")]
    for server in log_servers(fleet)[:1]:  # where their container's log driver, or appender, sends to
        near.setdefault(server.name, set()).update(shipped)
    waiting = [node.name for node in dashboards(fleet)]
    ways = set(waiting)
    seen = set(waiting)
    while waiting:
        for other in near.get(waiting.pop(), ()):
            seen.add(other)
            if other not in ways and _carries(fleet.by_name[other]):
                ways.add(other)
                waiting.append(other)
    return frozenset(seen)


def _carries(node: Node) -> bool:
    """Whether others get from a node what it was told. Who administers services shows them itself."""
    return (node.role == "telemetry" and node.technology != "spring-boot-admin") or node.technology in _LOG_STORES
