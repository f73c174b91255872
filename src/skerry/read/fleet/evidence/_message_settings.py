"""Topics, queues and exchanges that settings name: `RabbitPublisher:Exchange`, `KAFKA_CONSUMER_TOPIC`, `ORDER_QUEUE_NAME`.

Whether a node sends there or receives is told by the words around the name, else by what the code does that reads the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.kernel.words import split
from skerry.read.fleet.evidence._configuration import configuration
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.programs import Programs
from skerry.read.manifests import Setting

_STRENGTH = 0.8
_KEY = re.compile(r"(?i)(?:^|[._:-]|(?<=[a-z]))(topic|queue|exchange|subject|routing[._-]?key)s?(?:[._-]?name)?$")
_NAME = re.compile(r"[A-Za-z][\w.#*-]{1,120}$")
_SENDS = frozenset(
    [
        "publish",
        "publisher",
        "producer",
        "produce",
        "sender",
        "send",
        "output",
        "outbound",
        "out",
        "emitter",
        "dispatcher",
    ]
)
_HEARS = frozenset(
    ["consume", "consumer", "subscriber", "subscribe", "subscription", "listener", "listen", "handler", "receiver", "receive", "input",
     "inbound", "in"]
)  # fmt: skip
_SENDING = re.compile(
    r"(?i)\b(?:create|new|open)_?(?:publisher|producer|sender)\b|\.(?:publish\w*|produce|basic_?publish\w*|send_?to_?queue|send_?messages?)\("
)
_HEARING = re.compile(
    r"(?i)\b(?:create|new|open)_?(?:consumer|receiver|subscriber|processor)\b|\.(?:consume|subscribe\w*|basic_?consume\w*|receive_?messages?)\("
)


def named_by_settings(ground: Ground, node: str) -> Iterator[tuple[str, str, Witness]]:
    """Direction, topic and place of every channel that is told so."""
    groups: dict[str, dict[str, Setting]] = {}
    for setting in (*configuration(ground, node), *ground.settings(node)):
        found = _KEY.search(setting.key)
        if found and _NAME.match(setting.value):
            groups.setdefault(setting.key[: found.start()], {})[found[1].lower()[:7]] = setting
    for group in groups.values():
        for kind, setting in group.items():
            if kind == "exchang" and "routing" in group:
                continue  # the key says more
            if direction := _direction(ground, node, setting.key):
                shown = f"{setting.key}={setting.value}"
                yield direction, setting.value, replace(setting.witness, text=shown, strength=_STRENGTH)


def _direction(ground: Ground, node: str, key: str) -> str:
    words = set(split(key))
    if bool(words & _SENDS) != bool(words & _HEARS):
        return "send" if words & _SENDS else "receive"
    text = "".join(
        text for file in ground.derived(Programs).code(node) if _names(key, text := ground.texts.code(file.path))
    )
    sends, hears = _SENDING.search(text), _HEARING.search(text)
    return "send" if sends and not hears else "receive" if hears and not sends else ""


def _names(key: str, code: str) -> bool:
    """Whether code names a key: as it is, as .NET has it, or its last part, `config.queueName`, where that is more than one word."""
    last = key.rpartition(".")[2]
    return key in code or key.replace(".", ":") in code or (len(split(last)) > 1 and f".{last}" in code)
