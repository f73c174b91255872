"""Messages between Python processes: pika and aio-pika, kafka-python, aiokafka, confluent-kafka, Faust, NATS, MQTT, Dapr.

Sources: the documentation of these libraries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Event
from skerry.read.frameworks._values import imports, split, text
from skerry.read.frameworks._view import Framework, View, keyword
from skerry.read.outline import Call

_NAME = "python_messaging"
_RABBIT = ("pika", "aio_pika", "aiormq", "amqp", "kombu")
_KAFKA = ("kafka", "aiokafka", "confluent_kafka", "faust")
_SUBJECTS = ("nats", "paho", "gmqtt", "aiomqtt", "stomp")
_MODULES = (*_RABBIT, *_KAFKA, *_SUBJECTS, "dapr")
# Call, direction, of which libraries, and where its topic is given: under a key or at a place; the first that says something.
_CALLS = {
    "basic_publish": ("raise", _RABBIT, (("routing_key", 1), ("exchange", 0))),
    "basic_consume": ("handle", _RABBIT, (("queue", 0),)),
    "queue_bind": ("handle", _RABBIT, (("routing_key", 2),)),
    "send": ("raise", _KAFKA, (("topic", 0),)),
    "send_and_wait": ("raise", _KAFKA, (("topic", 0),)),
    "produce": ("raise", _KAFKA, (("topic", 0),)),
    "KafkaConsumer": ("handle", _KAFKA, (("topics", 0),)),
    "AIOKafkaConsumer": ("handle", _KAFKA, (("topics", 0),)),
    "subscribe": ("handle", (*_KAFKA, *_SUBJECTS), (("topics", 0), ("pattern", 0), ("subject", 0))),
    "publish": ("raise", (*_SUBJECTS, *_RABBIT), (("subject", 0), ("routing_key", 1))),
    "publish_event": ("raise", ("dapr",), (("topic_name", 1),)),
}
_SENDER = re.compile(r"(?i)produc|kafka")
_NAMED = re.compile(r"\w+\s*=(?!=)")


def facts(view: View) -> Iterator[Event]:
    """Messages received and sent in the file, by topic, subject, queue or routing key."""
    if not imports(view, *_MODULES):
        return
    for call in view.calls_to(*_CALLS):
        direction, modules, places = _CALLS[call.name]
        if not imports(view, *modules) or (call.name.startswith("send") and not _SENDER.search(call.receiver)):
            continue
        for name in _topics(view, call, places):
            yield Event(
                unit=view.unit(call.scope), line=call.line, reader=_NAME, strength=0.9, name=name, direction=direction
            )  # fmt: skip
    yield from _marked(view)


def _topics(view: View, call: Call, places: tuple[tuple[str, int], ...]) -> list[str]:
    """The names that are given, of the first place that has some; a list of them may stand there."""
    by_place = [each for each in split(call.args) if not _NAMED.match(each)]
    for key, place in places:
        given = keyword(call.args, key) or (by_place[place] if len(by_place) > place else "")
        inner = split(given[1:-1]) if given[:1] in {"[", "("} else [given]
        found = [text(view, _field(view, each, call.scope), call.scope) for each in inner]
        if any(found):
            return [name for name in found if name and " " not in name]
    return []


def _field(view: View, said: str, scope: int) -> str:
    """What a field of the own class was set to in the class's body; any other expression as it is."""
    own = re.fullmatch(r"(?:self|cls)\.(\w+)", said)
    owner = view.owner(scope) if own and scope >= 0 else -1
    found = view.declarations.field_of(owner, own[1]) if own and owner >= 0 else None
    return found.value if found is not None else said


def _marked(view: View) -> Iterator[Event]:
    """Dapr's `@app.subscribe(pubsub_name="pubsub", topic="orders")`, Faust's `@app.agent(topic)`."""
    for i, _, mark in view.marked("subscribe", "agent"):
        given = keyword(mark.args, "topic") or next(iter(split(mark.args)), "")
        name = text(view, given, i)
        if name:
            yield Event(unit=view.unit(i), line=mark.line, reader=_NAME, name=name, direction="handle")


FRAMEWORK = Framework(_NAME, frozenset({"python"}), _MODULES, facts)
