"""The Fleet: what runs, who speaks to whom, and whose data is whose, each with where it was seen. Frozen, and free of how it was read.

One value serves three sources. Readers make it of manifests, code and traces (what is); rules make it of a model (what is wanted); and
drift is the difference of two. Nodes are named by `Node.name`, which is unique in a fleet; everything else refers to nodes by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from skerry.facts.topics import is_pattern, reaches
from skerry.kernel.derived import Derives
from skerry.kernel.problem import Problem

ROLES = (
    "business", "gateway", "database", "broker", "cache", "registry", "config", "telemetry", "auth", "job", "tool", "external",
)  # fmt: skip
INFRASTRUCTURE = frozenset(["database", "broker", "cache", "registry", "config", "telemetry", "tool"])
KINDS = ("http", "grpc", "async", "db", "mail", "external", "discovery", "config", "telemetry", "auth", "user")
SYNCHRONOUS = frozenset(["http", "grpc"])
PERMITTED = "allowed"  # the reader of a witness that says only that one may call the other
BELIEVED = 0.5  # edges below are possible, and shown apart

PURPOSES = ("production", "", "staging", "development", "test")  # '' is not said

# What a Trait may say of a node, or of the calls from one node to another. A trait of code that nobody states
# is absent where `source-read` is stated, and else not known.
TRAITS = (
    "authenticates", "authorizes", "issues-tokens", "checks-tokens", "encrypts", "logs", "logs-to-file", "ships-logs", "meters",
    "traces", "liveness", "readiness", "limits-rate", "limits-resources", "autoscales", "balances-load", "finds-by-registry",
    "times-out", "retries", "backs-off", "breaks-circuit", "bulkhead", "falls-back", "idempotent", "outbox", "dead-letters",
    "documents-api", "versions-api", "literal-endpoint", "literal-secret", "publishes-port", "runs-as-root", "runs-as-user", "privileged",
    "several-processes", "pinned-to-host", "shares-library", "migrates-schema", "publishes-after-commit", "calls-in-loop",
    "delivered-by-ci", "fixed-startup-order", "source-read", "shows-dashboard", "masks-logs", "two-phase-commit",
    "kept-by-platform", "ends-by-default", "goes-on", "drops-answer", "adds-up", "joins-mesh", "runs-on",
)  # fmt: skip


class Witness(Struct, frozen=True, order=True, gc=False):
    """Where something was seen. `path` is relative to the root that was read, lines count from 1 and 0 is the whole file.

    `reader` is the kind of evidence, as `compose` or `feign`; `text` what stands there, in few words; `strength` its share of right
    answers as measured on fleets whose truth is known, from 0 to 1.
    """

    path: str
    line: int = 0
    reader: str = ""
    text: str = ""
    strength: float = 1.0


class Node(Struct, frozen=True, gc=False):
    """Something that runs, or that is called and not ours.

    `role` is one of ROLES. `technology` is the product in lower case (`postgres`, `kafka`, `nginx`, `spring`), '' if not known.
    `aliases` are the other names under which it is reached or meant; `folders` where its source stands, relative to the root;
    `ports` those it listens on, `published` those of the host that lead to it; `replicas` is 0 where nobody says, and the
    fewest where they are scaled.
    """

    name: str
    role: str
    technology: str = ""
    aliases: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    image: str = ""
    ports: tuple[int, ...] = ()
    published: tuple[int, ...] = ()
    replicas: int = 0
    owner: str = ""
    evidence: tuple[Witness, ...] = ()

    @property
    def infrastructure(self) -> bool:
        """Whether it serves others and knows nothing of the business."""
        return self.role in INFRASTRUCTURE


class Edge(Struct, frozen=True, gc=False):
    """`source` calls, uses or sends to `target`: from the caller to the callee, from the service to its store or broker.

    `kind` is one of KINDS; `confidence` that it is there at all, from 0 to 1 (noisy-or of the evidence). `rate` is requests a second
    where they were counted.
    """

    source: str
    target: str
    kind: str
    confidence: float = 1.0
    evidence: tuple[Witness, ...] = ()
    rate: float = 0.0

    @property
    def believed(self) -> bool:
        """Whether it is more likely there than not."""
        return self.confidence >= BELIEVED


class Holding(Struct, frozen=True, gc=False):
    """A service has to do with data: `server` is the node that keeps it; `database`, `schema` and `table` are '' where not known.

    `mode`: `read`, `write`, `define` (it creates or migrates it), `use` (which of these is not known).
    """

    node: str
    server: str
    database: str = ""
    schema: str = ""
    table: str = ""
    mode: str = "use"
    evidence: tuple[Witness, ...] = ()


class Route(Struct, frozen=True, gc=False):
    """What a node answers.

    `method` is upper case, `ANY` where none is named and `RPC` for gRPC; `path` begins with `/` and has `{name}` holes.
    """

    node: str
    method: str
    path: str
    evidence: tuple[Witness, ...] = ()


class Channel(Struct, frozen=True, gc=False):
    """A node sends to, or receives from, a topic, queue or exchange of `broker` ('' where not known). `direction`: `send` or `receive`.

    `message` is the type of event or command where it is known.
    """

    node: str
    direction: str
    topic: str
    broker: str = ""
    message: str = ""
    evidence: tuple[Witness, ...] = ()


class Delivery(Struct, frozen=True, order=True, gc=False):
    """What `producer` sends to a topic reaches `consumer`: an edge of the business, where the fleet's edges lead to the broker only.

    `message` is the type of event or command where it is known.
    """

    producer: str
    consumer: str
    topic: str
    message: str = ""


class Trait(Struct, frozen=True, gc=False):
    """Something that is known of `node`, or with `other` of its calls to that one. `name` is one of TRAITS; `value` as the trait has it.

    Values: `times-out` seconds, `retries` how many, `publishes-port` the port, `traces`, `meters`, `breaks-circuit` and
    `two-phase-commit` the product, `literal-endpoint` `weak` for a default that the environment may replace, `shares-library` the
    module, `source-read` the language, `calls-in-loop` how often for one request, where traces counted it, `limits-resources` as in
    `cpu=500m memory=512Mi`, `autoscales` the most copies. `kept-by-platform`: what is promised of its calls is kept by what it runs on,
    and does not stand in its code. `backs-off` `constant` where the pause does not grow, `ends-by-default` after how many seconds a
    client's library ends a call that nobody limits, `goes-on` that a failed call is handled and `drops-answer` that its answer is not
    looked at, `adds-up` that what is done twice is felt twice, `joins-mesh` the mesh, `runs-on` the cloud's service.
    """

    node: str
    name: str
    other: str = ""
    value: str = ""
    evidence: tuple[Witness, ...] = ()


class Deployment(Struct, frozen=True, gc=False):
    """One of the ways in which the manifests of a tree set its system up.

    `kind` is the reader of its manifests, as `compose`, `kustomize` or `helm`; `paths` the files that it is made of, in the order in
    which they are laid over one another; `services` how many nodes it runs. `purpose` is one of PURPOSES, told by its name.
    """

    name: str
    kind: str
    paths: tuple[str, ...]
    purpose: str = ""
    services: int = 0


@dataclass(frozen=True)
class Fleet(Derives):
    """Everything that is known. Rows are in the order of their names; of `deployments` the main one is the first.

    `deployment` is the name of the only one that was read; '' if all were, as one picture.
    """

    root: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    holdings: tuple[Holding, ...] = ()
    routes: tuple[Route, ...] = ()
    channels: tuple[Channel, ...] = ()
    traits: tuple[Trait, ...] = ()
    problems: tuple[Problem, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    deployment: str = ""

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """The nodes under their names."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def believed(self) -> tuple[Edge, ...]:
        """The edges that are more likely there than not."""
        return tuple(edge for edge in self.edges if edge.believed)

    @cached_property
    def services(self) -> tuple[Node, ...]:
        """What is ours and carries the business: of role business, gateway, auth or job."""
        return tuple(node for node in self.nodes if node.role in {"business", "gateway", "auth", "job"})

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Who sends messages to whom through a broker, told by the topics of `channels`; sorted, each once. None to itself."""
        heard = [channel for channel in self.channels if channel.direction == "receive"]
        exact: dict[str, list[Channel]] = {}
        for channel in heard:
            exact.setdefault(channel.topic.lower(), []).append(channel)
        patterns = [channel for channel in heard if is_pattern(channel.topic)]
        found = set()
        for sent in self.channels:
            if sent.direction == "send":
                among = heard if is_pattern(sent.topic) else [*exact.get(sent.topic.lower(), ()), *patterns]
                found |= {_delivery(sent, each) for each in among if _meet(sent, each)}
        return tuple(sorted(found))

    def only_tried(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The deployments for development or tests of which some files are part, if all are and are part of no other; else ().

        Paths may have the root before them.
        """
        if self.deployment or len(self.deployments) < 2:
            return ()
        found: dict[str, None] = {}
        for path in paths:
            users = self._users.get(path) or self._users.get(path.removeprefix(self.root).lstrip("/"), [])
            if not users or not all(each.purpose in {"development", "test"} for each in users):
                return ()
            found.update((each.name, None) for each in users)
        return tuple(found)

    @cached_property
    def _users(self) -> dict[str, list[Deployment]]:
        found: dict[str, list[Deployment]] = {}
        for each in self.deployments:
            for path in each.paths:
                found.setdefault(path, []).append(each)
        return found

    @cached_property
    def _traits(self) -> dict[tuple[str, str], list[Trait]]:
        found: dict[tuple[str, str], list[Trait]] = {}
        for trait in self.traits:
            found.setdefault((trait.node, trait.name), []).append(trait)
        return found

    def has(self, node: str, name: str, other: str = "") -> bool:
        """Whether a trait is known of a node, or of its calls to `other` (what holds for all its calls holds for each)."""
        return any(trait.other in {"", other} for trait in self._traits.get((node, name), ()))

    def says(self, node: str, name: str, other: str = "") -> bool | None:
        """Whether a trait that code tells is there: True, False where the node's source was read and shows none, None where it was not."""
        return self.has(node, name, other) or (False if self.has(node, "source-read") else None)

    def traits_of(self, node: str, name: str) -> Iterator[Trait]:
        """All that is said of one trait of a node, and of its calls."""
        yield from self._traits.get((node, name), ())

    def out(self, node: str) -> tuple[Edge, ...]:
        """What a node calls or uses."""
        return self._out.get(node, ())

    def into(self, node: str) -> tuple[Edge, ...]:
        """Who calls or uses a node."""
        return self._into.get(node, ())

    @cached_property
    def _out(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped((edge.source, edge) for edge in self.believed)

    @cached_property
    def _into(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped((edge.target, edge) for edge in self.believed)


def _meet(sent: Channel, heard: Channel) -> bool:
    """Whether a message of one channel comes out of another one, of another node: at the same broker, as far as brokers are known."""
    apart = sent.broker and heard.broker and sent.broker != heard.broker
    return sent.node != heard.node and not apart and reaches(sent.topic, heard.topic)


def _delivery(sent: Channel, heard: Channel) -> Delivery:
    return Delivery(
        sent.node, heard.node, heard.topic if is_pattern(sent.topic) else sent.topic, sent.message or heard.message
    )


def _grouped(rows: Iterator[tuple[str, Edge]]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for name, edge in rows:
        found.setdefault(name, []).append(edge)
    return {name: tuple(edges) for name, edges in found.items()}
