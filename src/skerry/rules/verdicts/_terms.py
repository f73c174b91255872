"""What the words of the rules mean in a fleet: entry point, service, connection, logging subsystem, dashboard …

The rules are those of Schneider et al., microSecEnD: a dataset of security-enriched dataflow diagrams for microservice applications
(MSR 2023), and its list of 25 architectural security rules. Where their text leaves a word open, the meaning is the one with which the
authors judged their systems, and it stands at the function.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge, Fleet, Node

_DASHBOARDS = frozenset(
    ["hystrix-dashboard", "grafana", "kibana", "spring-boot-admin", "scope", "aspire-dashboard", "seq", "skywalking",
     "apm", "sentry"]
)  # fmt: skip
_SEES_ALL = frozenset(["scope"])  # they ask the host's container engine, and need no word of the services
_LOG_SERVERS = frozenset(
    ["logstash", "fluentd", "fluent-bit", "loki", "graylog", "seq", "splunk", "vector", "filebeat"]
)
_SECRET_STORES = frozenset(["vault", "openbao", "conjur", "infisical", "secrets-manager", "key-vault"])
_PASSIVE = frozenset(["database", "cache", "broker", "external"])
_CALLS = frozenset(["http", "grpc", "auth"])


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
    return tuple(node for node in fleet.nodes if node.technology in _LOG_SERVERS)


def dashboards(fleet: Fleet) -> tuple[Node, ...]:
    """Monitoring dashboards: Hystrix', Grafana, Kibana, admin servers, maps of containers."""
    return tuple(
        node for node in fleet.nodes if node.technology in _DASHBOARDS or fleet.has(node.name, "shows-dashboard")
    )


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
    return tuple(node for node in fleet.nodes if node.technology in _SECRET_STORES)


def watched(fleet: Fleet) -> frozenset[str]:
    """The services from which a way of telemetry leads to a dashboard: through collectors, stores and brokers, in either direction."""
    near: dict[str, set[str]] = {}
    for edge in fleet.believed:
        ends = [fleet.by_name.get(edge.source), fleet.by_name.get(edge.target)]
        if any(end is None for end in ends):
            continue
        if edge.kind in {"telemetry", "async"} or any(end is not None and end.role == "telemetry" for end in ends):
            near.setdefault(edge.source, set()).add(edge.target)
            near.setdefault(edge.target, set()).add(edge.source)
    seen = {node.name for node in dashboards(fleet)}
    waiting = list(seen)
    while waiting:
        name = waiting.pop()
        node = fleet.by_name[name]
        carries = node.role in {"telemetry", "broker"} or node.technology in {"elasticsearch", "opensearch"}
        for other in near.get(name, ()) if carries or node in dashboards(fleet) else ():
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return frozenset(seen)
