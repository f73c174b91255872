"""Topics in code as texts: of languages that no reader knows, of options that a client is made with, and of Dapr's calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.programs import Programs

_OTHERS = frozenset([".kt", ".scala", ".rs", ".php", ".rb", ".ex", ".exs", ".groovy"])
_GIVEN = re.compile(r"[\"'`]([A-Za-z][\w./*#-]{1,120})[\"'`]|([A-Za-z_$][\w$]*)")
_HELD = re.compile(
    r"(?m)^[ \t]*(?:[\w<>&' ]*\s)?([A-Za-z_$][\w$]*)\s*(?::\s*[\w&<>' ]+)?\s*=[^=\n]*?[\"']([A-Za-z][\w./*#-]{1,120})[\"']\)?;?[ \t]*$"
)
_SENDS = re.compile(
    r"\b(?:ProducerRecord(?:<[^>]*>)?|FutureRecord::to|BaseRecord::to|basic_publish|basicPublish|convertAndSend|sendToQueue|create_sender"
    r"|createSender|createPublisher|open_sender)\("
)
_HEARS = re.compile(
    r"\b(?:basic_consume|basicConsume|create_receiver|createReceiver|createConsumer|open_receiver|KafkaListener|RabbitListener)\("
    r"|(?:\.|^\s*)subscribe\(\s*(?=&?\[|listOf|[\"'\w]+\s*\)|Collections|Arrays|List\.of|\[)",
    re.MULTILINE,
)
# A client that is made with options: `publisher.ExchangeName("orders")`, `consumer.WithTopic("orders")`.
_OPTION = re.compile(
    r"\b\w*?(?P<side>[Pp]ub|[Pp]roduc|[Ss]end|[Cc]onsum|[Ss]ub|[Ll]isten|[Rr]eceiv)\w*\.(?:With)?(?P<what>Exchange|Topic|Queue|Subject|RoutingKey|BindingKey)"
    r"(?:Name)?\(\s*\"(?P<name>[\w.*#-]{2,120})\"\s*\)"
)
_SENDER = frozenset(["pub", "produc", "send"])
_DAPR = re.compile(
    r"""(?:PublishEvent(?:<\w+>)?|pubsub\.publish|publishEvent)\(\s*(?:ctx,\s*)?["'`][\w.-]+["'`]\s*,\s*["'`]([\w./-]+)["'`]"""
)
_DAPR_HEARD = re.compile(
    r"""@Topic\([^)]*?name\s*=\s*"([\w./-]+)"|pubsub\.subscribe\(\s*["'`][\w.-]+["'`]\s*,\s*["'`]([\w./-]+)"""
)
# STOMP over a socket to the browser: what is heard there comes of the service itself, whatever broker others have.
STOMP = "stomp"
_SCRIPTS = frozenset([".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte"])
_SOCKETS = re.compile(r"(?i)\bstomp|sockjs")
_SUBSCRIBED = re.compile(r"\.(?:subscribe|watch)\(\s*[\"'`](/(?:topic|queue|user|exchange)/[\w./*#-]{1,120})[\"'`]")
_TOPICS = re.compile(r"\btopics\s*=\s*\{?\s*\[([^\]\n]{1,400})\]")
_TOPIC = re.compile(r"[\"'`](/[\w./*#-]{1,120})[\"'`]")
_FAR = 160  # characters of a call in which its topic stands


def named_in_texts(ground: Ground, node: str) -> Iterator[tuple[str, str, Witness]]:
    """Direction, topic and place of every channel in a node's own code."""
    for file in ground.derived(Programs).code(node):
        text = ground.texts.code(file.path)
        found = [*_options(text)]
        if "apr" in text:
            found += [("send", m[1], m.start()) for m in _DAPR.finditer(text)]
            found += [("receive", m[1] or m[2], m.start()) for m in _DAPR_HEARD.finditer(text)]
        if file.extension in _OTHERS:
            found += [*_calls(text, _SENDS, "send"), *_calls(text, _HEARS, "receive")]
        if file.extension in _SCRIPTS and _SOCKETS.search(text):
            for topic, at in _subscribed(text):
                yield "receive", topic, Witness(file.path, text.count("\n", 0, at) + 1, STOMP, topic, 0.8)
        for direction, topic, at in found:
            yield direction, topic, Witness(file.path, text.count("\n", 0, at) + 1, "messaging", topic, 0.8)


def _subscribed(text: str) -> Iterator[tuple[str, int]]:
    """What a script subscribes to, by a client's method, or as `topics` of a component."""
    yield from ((found[1], found.start()) for found in _SUBSCRIBED.finditer(text))
    for rows in _TOPICS.finditer(text):
        yield from ((found[1], rows.start()) for found in _TOPIC.finditer(rows[1]))


def _options(text: str) -> Iterator[tuple[str, str, int]]:
    """Exchanges are left out where a key stands beside them, as it says more."""
    rows = list(_OPTION.finditer(text))
    keyed = {row["side"] for row in rows if row["what"].endswith("Key")}
    for row in rows:
        if row["what"] != "Exchange" or row["side"] not in keyed:
            yield "send" if row["side"].lower() in _SENDER else "receive", row["name"], row.start()


def _calls(text: str, pattern: re.Pattern[str], direction: str) -> Iterator[tuple[str, str, int]]:
    """The first literal or known name that a call is given; of `basic_publish` the second, as its exchange stands before its key."""
    held: dict[str, str] | None = None
    for call in pattern.finditer(text):
        held = dict(_HELD.findall(text)) if held is None else held
        given = text[call.end() : call.end() + _FAR]
        given = given[: given.find(")") + 1] or given
        topics = [literal or held[word] for literal, word in _GIVEN.findall(given) if literal or word in held]
        place = 1 if "ublish" in call.group() and len(topics) > 1 else 0
        if topics:
            yield direction, topics[place], call.start()
