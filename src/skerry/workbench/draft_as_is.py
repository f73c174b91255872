"""A fleet as it is as a first model: what runs is a service, who is called is a call, and what is not sure says so beside its line.

The text is where a team starts to say what it wants. So it has what the language has words for, with the evidence as comments: possible
calls are comments only, two services that write one database both name it, and a registry or a dashboard, which no service owns, is left
to the deployment.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import PurePath

from skerry.facts.fleet import Channel, Edge, Fleet, Node
from skerry.kernel.words import counted, split
from skerry.model import Draft, DraftCall, DraftContext, DraftService, write
from skerry.model.language.services import ENGINES
from skerry.workbench.draft import Origin
from skerry.workbench.routes import operations

SURE = 0.8  # a call below this says where it was seen, and how sure that is
_TAIL = re.compile(r"-(service|svc|server|api|app|microservice|ms|backend|processor|worker|webservice)$")
_VERSION = re.compile(r"^/?(v\d+)(?=/|$)")
_BUSES = frozenset(["nats", "kafka", "rabbitmq", "redis"])
_OBSERVE = {"otel": "otel", "opentelemetry": "otel", "prometheus": "prometheus", "grafana": "grafana", "loki": "loki", "jaeger": "jaeger",
            "tempo": "tempo", "elasticsearch": "elasticsearch", "zipkin": "otel"}  # fmt: skip


def text(fleet: Fleet, origin: Origin) -> str:
    """The model's text; `origin` says where the code is as seen from its folder."""
    return write(drafted(fleet, origin))


def drafted(fleet: Fleet, origin: Origin) -> Draft:
    """The whole model; it loads without problems."""
    whole = _Whole(fleet)
    return Draft(
        whole.system,
        f"As it is: recovered from {counted(len(fleet.services), 'service')} and {counted(len(fleet.believed), 'connection')}.",
        tuple(whole.contexts()),
        source=whole.source,
        source_code=(origin.code,),
        external=dict(whole.externals()),
        services=tuple(whole.service(node) for node in fleet.services),
        policies=whole.policies(),
        observe=whole.observed(),
    )


class _Whole:
    """A fleet, and the names that its parts have in the text."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.system = kebab(PurePath(fleet.root).name) or "system"
        self.names = _unique(node.name for node in (*fleet.services, *self._foreign))
        self.source = self.system if self.system not in self.names.values() else "the-source"

    @cached_property
    def _foreign(self) -> tuple[Node, ...]:
        """Systems of others that somebody calls; the people at the other end of a browser are none."""
        called = {
            edge.target for edge in self.fleet.believed if edge.kind in {"http", "grpc", "external", "mail", "async"}
        }
        return tuple(node for node in self.fleet.nodes if node.role == "external" and node.name in called)

    @cached_property
    def context_of(self) -> dict[str, str]:
        """Of each service its context: those that write one database are one, all others each their own."""
        found = {node.name: _TAIL.sub("", self.names[node.name]) for node in self.fleet.services}
        for sharing in self._shared.values():
            together = sorted((found[name] for name in sharing), key=lambda context: (len(context), context))
            found |= {name: together[0] for name in sharing}
        return found

    @cached_property
    def _shared(self) -> dict[tuple[str, str], list[str]]:
        """Databases in which several services change data, with those services."""
        users: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for holding in self.fleet.holdings:
            if holding.database and holding.node in self.names:
                users[holding.server, holding.database][holding.node] = None
        return {place: list(nodes) for place, nodes in users.items() if len(nodes) > 1 and place[1]}

    # -- sections ------------------------------------------------------------------------------------------------------

    def contexts(self) -> Iterator[DraftContext]:
        """One for each group of services that belong together."""
        grouped: dict[str, list[Node]] = defaultdict(list)
        for node in self.fleet.services:
            grouped[self.context_of[node.name]].append(node)
        for name, nodes in grouped.items():
            kind = "generic" if all(node.role in {"gateway", "auth"} for node in nodes) else ""
            team = next((node.owner for node in nodes if node.owner), "")
            several = f"{', '.join(self.names[node.name] for node in nodes)} share a database" if len(nodes) > 1 else ""
            yield DraftContext(name, kind, kebab(team), note=several)

    def externals(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Systems of others, with how they are spoken to."""
        for node in self._foreign:
            mail = any(edge.kind == "mail" for edge in self.fleet.into(node.name))
            yield self.names[node.name], {"protocol": "smtp"} if mail else {}

    def policies(self) -> dict[str, dict[str, str]]:
        """What carries the events, if they are carried by one thing; how versions are told apart."""
        brokers = {node.technology for node in self.fleet.nodes if node.role == "broker"} & _BUSES
        found = {"events": {"bus": min(brokers)}} if len(brokers) == 1 else {}
        if not self._in_path:
            found["versions"] = {"by": "header"}  # so that no `/v1` is put before paths that have none
        return found

    @cached_property
    def _in_path(self) -> bool:
        """Whether most paths begin with a version, and all of one service with one: the text puts one version before all of them."""
        versions: dict[str, set[str]] = defaultdict(set)
        versioned = 0
        for route in self.fleet.routes:
            if found := _VERSION.match(route.path):
                versions[route.node].add(found[1])
                versioned += 1
        return versioned * 2 >= len(self.fleet.routes) and all(len(each) == 1 for each in versions.values())

    def observed(self) -> tuple[str, ...]:
        """What collects metrics, logs and traces, as far as the language knows it."""
        return tuple(
            dict.fromkeys(_OBSERVE[node.technology] for node in self.fleet.nodes if node.technology in _OBSERVE)
        )

    def service(self, node: Node) -> DraftService:
        """One service, with what it was seen to do."""
        by_header = not self._in_path
        routes = [route for route in self.fleet.routes if route.node == node.name]
        version = next((found[1] for route in routes if not by_header and (found := _VERSION.match(route.path))), "v1")
        paths = [
            f"{route.method} {route.path if by_header else _VERSION.sub('', route.path) or '/'}" for route in routes
        ]
        known, left_out = operations(paths, len(paths))
        hears = self._hears(node)
        calls, possible = self._calls(node)
        notes = [f"not written down here: {counted(left_out, 'route')}" if left_out else "", *possible]
        return DraftService(
            self.names[node.name],
            self.context_of[node.name],
            code=tuple(f"{self.source}:{folder}/**" if folder else f"{self.source}:**" for folder in node.folders),
            stores=dict(self._stores(node)),
            operations=known,
            hears=hears,
            internal=tuple(operation for operation in dict.fromkeys(hears.values()) if operation not in known.values()),
            publishes=tuple(dict.fromkeys(filter(None, (_event(each) for each in self._channels(node, "send"))))),
            calls=tuple(calls),
            note="; ".join(filter(None, notes)),
            version=version,
            runs=self._runs(node),
            replicas=node.replicas,
        )

    # -- one service ---------------------------------------------------------------------------------------------------

    def _runs(self, node: Node) -> dict[str, str]:
        found = {"image": node.image} if node.image else {}
        if node.ports:
            found["port"] = str(node.ports[0])
        if node.technology:
            found["language"] = node.technology
        return found or {"image": f"{self.names[node.name]}:latest"}  # it is nobody's to generate

    def _stores(self, node: Node) -> Iterator[tuple[str, dict[str, str]]]:
        held: dict[tuple[str, str], None] = {}
        for holding in self.fleet.holdings:
            if holding.node == node.name:
                held[holding.server, holding.database] = None
        known = {server for server, _ in held}
        for edge in self.fleet.out(node.name):
            if edge.kind == "db" and edge.target not in known:
                held[edge.target, ""] = None
        named = 0
        for server, database in held:
            engine = self._product(server)
            if engine in ENGINES and (database or all(other != server for other, name in held if name)):
                named += 1
                yield "main" if named == 1 else f"store-{named}", {engine: self._databases[server, database]}

    @cached_property
    def _databases(self) -> dict[tuple[str, str], str]:
        """What each database is called in the text, which has no word for servers: one that several servers of a product have, or that
        has no name, goes by its server's."""
        held = dict.fromkeys((holding.server, holding.database) for holding in self.fleet.holdings)
        held |= dict.fromkeys((edge.target, "") for edge in self.fleet.edges if edge.kind == "db")
        places: dict[tuple[str, str], set[str]] = defaultdict(set)
        for server, database in held:
            places[self._product(server), database].add(server)
        alone = Counter(server for server, database in held if database)
        found = {}
        for server, database in held:
            if database and len(places[self._product(server), database]) == 1:
                found[server, database] = database
            else:
                found[server, database] = kebab(server if alone[server] < 2 else f"{server}-{database}")
        return found

    def _product(self, server: str) -> str:
        return self.fleet.by_name[server].technology if server in self.fleet.by_name else ""

    def _calls(self, node: Node) -> tuple[list[DraftCall], list[str]]:
        """Calls to services and to others' systems, and those that are only possible, in words."""
        edges = [edge for edge in self.fleet.edges if edge.source == node.name and edge.target in self.names]
        best: dict[str, Edge] = {}
        for edge in edges:
            if edge.target not in best or edge.confidence > best[edge.target].confidence:
                best[edge.target] = edge
        calls = [
            DraftCall(self.names[edge.target], _doubt(edge))
            for edge in best.values() if edge.believed and edge.target != node.name and edge.kind != "async"
        ]  # fmt: skip
        possible = [
            f"{'sends messages to' if edge.believed else 'may call'} {self.names[edge.target]} ({_seen(edge)})"
            for edge in best.values() if not edge.believed or edge.kind == "async"
        ]  # fmt: skip
        return calls, possible

    def _channels(self, node: Node, direction: str) -> list[Channel]:
        return [each for each in self.fleet.channels if each.node == node.name and each.direction == direction]

    def _hears(self, node: Node) -> dict[str, str]:
        """Events that some service of the system sends; others' are none of its own."""
        senders: dict[str, str] = {}
        for channel in self.fleet.channels:
            if channel.direction == "send" and (event := _event(channel)) and channel.node in self.context_of:
                senders.setdefault(event, channel.node)
        found: dict[str, str] = {}
        for channel in self._channels(node, "receive"):
            event = _event(channel)
            if event in senders:
                sends = any(_event(each) == event for each in self._channels(node, "send"))
                home = self.context_of[node.name if sends else senders[event]]
                found[event if home == self.context_of[node.name] else f"{home}.{event}"] = (
                    f"on-{'-'.join(split(event)).lower()}"
                )
        return found


def _doubt(edge: Edge) -> str:
    return "" if edge.confidence >= SURE else f"likely ({edge.confidence:.1f}): {_seen(edge)}"


def _seen(edge: Edge) -> str:
    first = edge.evidence[0]
    return f"{first.path}:{first.line}" if first.line else first.path


def _event(channel: Channel) -> str:
    """The event in the language's spelling: its type, else the topic."""
    words = split(re.split(r"[.$/]", channel.message)[-1] if channel.message else channel.topic)
    name = "".join(word[:1].upper() + word[1:] for word in words if word.isascii())
    return name if name[:1].isalpha() else ""


def kebab(name: str) -> str:
    """A name as the language has it: small letters, digits and dashes."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return found if not found[:1].isdigit() else f"n{found}"


def _unique(names: Iterable[str]) -> dict[str, str]:
    """Each name in the language's spelling; the second of two that become alike has a number."""
    found: dict[str, str] = {}
    for name in names:
        base = kebab(name) or "service"
        spelled, number = base, 2
        while spelled in found.values():
            spelled, number = f"{base}-{number}", number + 1
        found[name] = spelled
    return found
