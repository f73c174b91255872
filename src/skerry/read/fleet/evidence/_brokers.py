"""Which brokers a node speaks to: told by the clients it is built with, and by what its manifest makes it wait for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from posixpath import basename

from skerry.facts.fleet import Node
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.programs import Programs

_PRODUCTS = (
    ("kafka", re.compile(r"(?i)kafka|sarama|eventuate-tram|redpanda")),
    ("rabbitmq", re.compile(r"(?i)rabbit|amqp|pika\b|lapin|easynetq|masstransit")),
    ("nats", re.compile(r"(?i)\bnats\b|nats[-_.]|jetstream|\bstan\b")),
    ("activemq", re.compile(r"(?i)activemq|artemis|\bstomp")),
    ("pulsar", re.compile(r"(?i)pulsar")),
    ("mqtt", re.compile(r"(?i)\bmqtt|paho|mosquitto")),
    ("sqs", re.compile(r"(?i)\bsqs\b|amazonsqs|\bsns\b|aws-sdk/client-s[qn]s")),
    ("servicebus", re.compile(r"(?i)service-?bus|azservicebus")),
    ("pubsub", re.compile(r"(?i)google[./-]cloud[./-]pubsub|@google-cloud/pubsub")),
    ("dapr", re.compile(r"(?i)\bdapr\b")),
    ("redis", re.compile(r"(?i)\bredis|ioredis|bull(mq)?\b")),
)
_BUILD = frozenset(
    ["pom.xml", "build.gradle", "build.gradle.kts", "package.json", "go.mod", "requirements.txt", "pyproject.toml", "Cargo.toml",
     "composer.json", "Gemfile", "mix.exs", "build.sbt"]
)  # fmt: skip
# A broker within a program, and that it listens for others. Source: ActiveMQ's manual, "How do I embed a Broker"; Artemis', "Embedding".
_EMBEDDED = "activemq"
_BROKER = re.compile(r"\b(?:BrokerService|EmbeddedActiveMQ|EmbeddedJMS)\s*\(|\bBrokerFactory\s*\.\s*createBroker\s*\(")
_LISTENS = re.compile(
    r"\b(?:addConnector|setTransportConnector\w*|addAcceptorConfiguration)\s*\(|createBroker\s*\(\s*\"broker:\("
)
_IMPORTS = (
    "import",
    "using",
    "from",
    "use ",
    "require",
    "const ",
    "var ",
    "let ",
    '"',
    "_ ",
)  # how lines begin that name modules
_HEAD = 20_000  # characters of a source file in which its imports stand


class Brokers:
    """Ask for it by `ground.derived(Brokers)`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._known: dict[str, frozenset[str]] = {}
        self._within: dict[str, bool] = {}
        self._all = [node for node in ground.nodes if node.role == "broker"]

    def clients(self, node: str) -> frozenset[str]:
        """The products whose clients a node is built with, by its build files, else by what its code imports."""
        if node not in self._known:
            built = products(self._ground.texts.of(path) for path in self._build_files(node))
            self._known[node] = built or products(self._imports(node))
        return self._known[node]

    def of(self, node: str) -> str:
        """The one broker that can be meant; '' where none or several can."""
        clients = self.clients(node)
        fit = [each for each in self._all if each.technology in clients] or self._aboard(clients)
        fit = fit or self._all or self._caches(clients)
        if len(fit) > 1:
            awaited = {
                name for part in self._ground.parts[node] for p in part.pointers for name in self._meant(p.target)
            }
            fit = [each for each in fit if each.name in awaited]
        return fit[0].name if len(fit) == 1 else ""

    def _meant(self, target: str) -> Iterator[str]:
        return (meant for meant in self._ground.addresses.of(target))

    def are_within(self, node: str) -> bool:
        """Whether a service hands what it sends to browsers over by itself. Source: Spring's reference, STOMP, Simple Broker."""
        if node not in self._within:
            code = (self._ground.texts.code(file.path) for file in self._ground.derived(Programs).code(node))
            self._within[node] = any("enableSimpleBroker(" in text for text in code)
        return self._within[node]

    def _aboard(self, clients: frozenset[str]) -> list[Node]:
        """The services that have a broker aboard to which others connect."""
        return self._embedding if _EMBEDDED in clients else []

    @cached_property
    def _embedding(self) -> list[Node]:
        programs, texts = self._ground.derived(Programs), self._ground.texts
        return [
            node
            for node in self._ground.nodes
            if _EMBEDDED in self.clients(node.name)
            and any(
                _BROKER.search(code) and _LISTENS.search(code)
                for file in programs.code(node.name)
                if (code := texts.code(file.path))
            )
        ]

    def _caches(self, clients: frozenset[str]) -> list[Node]:
        """A cache as broker (Celery, Bull), where there is no other."""
        return [node for node in self._ground.nodes if node.technology == "redis"] if "redis" in clients else []

    def _build_files(self, node: str) -> Iterator[str]:
        for file in self._ground.files(node):
            if file.extension == ".csproj" or basename(file.path) in _BUILD:
                yield file.path

    def _imports(self, node: str) -> list[str]:
        """The lines of a node's code that name modules, each once, as one text."""
        lines: set[str] = set()
        for file in self._ground.derived(Programs).code(node):
            head = self._ground.texts.of(file.path)[:_HEAD].splitlines()
            lines.update(line for line in map(str.strip, head) if line.startswith(_IMPORTS))
        return ["\n".join(lines)]


def products(texts: Iterable[str]) -> frozenset[str]:
    """The brokers that some texts name."""
    return frozenset(product for text in texts for product, pattern in _PRODUCTS if pattern.search(text))
