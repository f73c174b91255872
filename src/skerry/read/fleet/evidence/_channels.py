"""Who sends to and receives from which topic, queue or exchange: of the code's events, of Spring Cloud Stream's bindings, of Dapr.

An event within one process is none: what code raises is a channel where its reader knows only messages between processes, or where
the file, or what the node is built of, has a broker's client.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import basename

from skerry.facts.fleet import Channel, Node, Witness
from skerry.facts.kinds import Event
from skerry.read.fleet.evidence._configuration import configuration
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.owners import Owners

# Readers whose events leave the process whatever the file says else, and those whose events may.
_OUTSIDE = frozenset(["java_messaging", "java_eventuate", "dotnet_bus", "python_messaging", "celery"])
_PERHAPS = frozenset(["node", "nest", "go"])
_PRODUCTS = (
    ("kafka", re.compile(r"(?i)kafka|sarama|eventuate-tram|redpanda")),
    ("rabbitmq", re.compile(r"(?i)rabbit|amqp|pika\b|easynetq")),
    ("nats", re.compile(r"(?i)\bnats\b|nats[-_.]|jetstream|\bstan\b")),
    ("activemq", re.compile(r"(?i)activemq|artemis|\bstomp")),
    ("pulsar", re.compile(r"(?i)pulsar")),
    ("mqtt", re.compile(r"(?i)\bmqtt|paho|mosquitto")),
    ("sqs", re.compile(r"(?i)\bsqs\b|amazonsqs|\bsns\b|aws-sdk/client-s[qn]s")),
    ("servicebus", re.compile(r"(?i)service-?bus|azservicebus")),
    ("pubsub", re.compile(r"(?i)google[./-]cloud[./-]pubsub|@google-cloud/pubsub")),
    ("redis", re.compile(r"(?i)\bredis|ioredis|bull(mq)?\b")),
)
_BUILD = frozenset(
    ["pom.xml", "build.gradle", "build.gradle.kts", "package.json", "go.mod", "requirements.txt", "pyproject.toml"]
)
_BINDING = re.compile(r"(?i)^spring\.cloud\.stream\.bindings\.([\w-]+)\.destination$")
_BOUND = re.compile(r"(?i)-(in|out)-\d+$")
_PLACE = re.compile(r"[$#]\{['\"]?([\w.-]+?)['\"]?(?::([^}]*))?\}")
_DAPR = re.compile(
    r"""(?:PublishEvent(?:Async)?(?:<\w+>)?|pubsub\.publish|publishEvent)\(\s*(?:ctx,\s*)?["'`]([\w.-]+)["'`]\s*,\s*["'`]([\w./-]+)["'`]"""
)
_DAPR_HEARD = re.compile(
    r"""\[Topic\(\s*["']([\w.-]+)["']\s*,\s*["']([\w./-]+)["']|@Topic\([^)]*?name\s*=\s*"([\w./-]+)"|pubsub\.subscribe\(\s*["'`]([\w.-]+)["'`]\s*,\s*["'`]([\w./-]+)"""
)
_MOST_EVIDENCE = 5


def channels(ground: Ground) -> tuple[Channel, ...]:
    """All channels of all nodes, each once, sorted."""
    found: dict[tuple[str, str, str, str], list[Witness]] = defaultdict(list)
    products: dict[str, set[str]] = {}
    for node, direction, topic, message, witness in (*_events(ground, products), *_dapr(ground)):
        found[node, direction, topic, message].append(witness)
    return tuple(
        Channel(
            node,
            direction,
            topic,
            _broker(ground, products_of(ground, node, products)),
            message,
            tuple(places[:_MOST_EVIDENCE]),
        )
        for (node, direction, topic, message), places in sorted(found.items())
    )


def _events(ground: Ground, products: dict[str, set[str]]) -> Iterator[tuple[str, str, str, str, Witness]]:
    code = ground.code
    bound = {node.name: _bindings(ground, node.name) for node in ground.nodes}
    for event in code.of(Event):
        if event.kind != "event" or event.immediate or event.unit < 0 or event.reader not in _OUTSIDE | _PERHAPS:
            continue
        path = code.units[event.unit].path
        users = ground.derived(Owners).of(path)
        for node in (
            users if len(users) == 1 else ()
        ):  # what several share is a wrapper, to which each of them gives its own topics
            if event.reader in _PERHAPS and not products_of(ground, node, products):
                continue
            direction = "send" if event.direction == "raise" else "receive"
            topic = _filled(ground, node, event.name)
            topic = bound[node].get(topic, topic)
            message = code.units[event.target].name if event.target >= 0 else ""
            if topic:
                yield node, direction, topic, message, Witness(path, event.line, event.reader, topic, event.strength)
    for node, rows in bound.items():
        for name, destination in rows.items():
            if way := _BOUND.search(name):
                witness = next(s.witness for s in configuration(ground, node) if name in s.key)
                yield node, "receive" if way[1].lower() == "in" else "send", destination, "", witness


def _bindings(ground: Ground, node: str) -> dict[str, str]:
    """Spring Cloud Stream: the name that code has for a channel, to the topic that it is bound to."""
    return {
        named[1]: _filled(ground, node, setting.value)
        for setting in configuration(ground, node)
        if (named := _BINDING.match(setting.key)) and setting.value
    }


def _filled(ground: Ground, node: str, topic: str) -> str:
    """A topic with its placeholders looked up in the node's settings; '' where nothing is known of it."""
    if "{" not in topic:
        return topic.strip()
    known = {s.key.lower(): s.value for s in (*configuration(ground, node), *ground.settings(node))}

    def value(place: re.Match[str]) -> str:
        key = place[1].lower()
        return known.get(key) or known.get(re.sub(r"[.-]", "_", key)) or place[2] or place[0]

    whole = _PLACE.sub(value, topic)
    return re.sub(r"\{\w+\}", "*", whole) if re.sub(r"[$#]?\{[^}]*\}|[\W_]", "", whole) else ""


def _dapr(ground: Ground) -> Iterator[tuple[str, str, str, str, Witness]]:
    for node in ground.nodes:
        for file in ground.files(node.name):
            if file.extension not in {".cs", ".go", ".js", ".ts", ".java"} or file.role != "source":
                continue
            text = ground.texts.of(file.path)
            if "apr" not in text:
                continue
            for pattern, direction in ((_DAPR, "send"), (_DAPR_HEARD, "receive")):
                for found in pattern.finditer(text):
                    topic = next(filter(None, reversed(found.groups())))
                    witness = Witness(file.path, text.count("\n", 0, found.start()) + 1, "dapr", topic)
                    yield node.name, direction, topic, "", witness


# -- which broker ----------------------------------------------------------------------------------------------------------


def products_of(ground: Ground, node: str, known: dict[str, set[str]]) -> set[str]:
    """The brokers whose clients a node is built with, by its build files, else by the code it reaches."""
    if node not in known:
        known[node] = _named(ground.texts.of(path) for path in _build_files(ground, node))
        known[node] = known[node] or _named(
            _imports(ground.texts.of(file.path)) for file in ground.files(node) if file.role == "source"
        )
    return known[node]


def _build_files(ground: Ground, node: str) -> Iterator[str]:
    return (file.path for file in ground.files(node) if file.extension == ".csproj" or basename(file.path) in _BUILD)


def _imports(text: str) -> str:
    """The lines of a source file that name other modules."""
    return "\n".join(
        line
        for line in text[:20_000].splitlines()
        if re.search(r"\b(import|using|require|from|use)\b|^\s*\"[\w./-]+\"$", line)
    )


def _named(texts: Iterable[str]) -> set[str]:
    return {product for text in texts for product, pattern in _PRODUCTS if pattern.search(text)}


def _broker(ground: Ground, products: set[str]) -> str:
    """The one broker that can be meant; '' where none or several can."""
    brokers = [node for node in ground.nodes if node.role == "broker"]
    fit = [node for node in brokers if node.technology in products] or brokers or _store(ground.nodes, products)
    return fit[0].name if len(fit) == 1 else ""


def _store(nodes: Iterable[Node], products: set[str]) -> list[Node]:
    """A cache as broker (Celery, Bull), where there is no other."""
    return [node for node in nodes if node.technology == "redis"] if "redis" in products else []
