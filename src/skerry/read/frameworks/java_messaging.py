"""Messages between Java processes: Kafka, RabbitMQ, JMS, Spring Cloud Stream and MicroProfile, by topic, queue or channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event, Job, Outbound
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._events import event
from skerry.read.frameworks._marks import argument, listed, mark, pieces
from skerry.read.frameworks._view import Framework, View, keyword, strings
from skerry.read.outline import Call

_NAME = "java_messaging"
BINDING = "java_binding"  # of a queue, wherever it is declared: a channel of who listens to some queue
_QUEUE = re.compile(r"@Queue\(\s*(?:(?:value|name)\s*=\s*)?([^,)]+)")
_LISTENERS = {
    "KafkaListener": ("topics", "topicPattern"), "RabbitListener": ("queues", "queuesToDeclare"),
    "JmsListener": ("destination",), "SqsListener": ("value", "queueNames"), "Incoming": ("value",),
    "StreamListener": ("value", "target"), "ServiceActivator": ("inputChannel",), "PulsarListener": ("topics",),
}  # fmt: skip
_TEMPLATES = (
    "KafkaTemplate", "KafkaProducer", "Producer", "RabbitTemplate", "AmqpTemplate", "JmsTemplate", "StreamBridge", "JMSContext",
    "JmsMessagingTemplate", "JMSProducer", "SqsTemplate", "ReactiveKafkaProducerTemplate", "RabbitOperations", "KafkaOperations",
)  # fmt: skip
_LOOKUP = re.compile(r'destinationLookup"\s*,\s*propertyValue\s*=\s*"([^"]+)"')
_DESTINATION = re.compile(r'"destination"\s*,\s*propertyValue\s*=\s*"([^"]+)"')
_AS_WRITTEN = 0.5  # a variable of which nobody knows what it holds
_STANDARD = {"INPUT": "input", "OUTPUT": "output"}  # of Spring Cloud Stream's Sink, Source and Processor
_SENDING = ("send", "convertAndSend", "sendDefault", "convertSendAndReceive", "sendAndReceive")


def facts(view: View) -> Iterable[Event | Outbound | Job]:
    """Messages received and sent in the file."""
    yield from _bound(view)
    for name, keys in _LISTENERS.items():
        for i, _, found in view.marked(name):
            for topic in listed(argument(found.args, *keys)):
                said = text(view, topic, i) or _STANDARD.get(topic.rpartition(".")[2], topic)
                yield event(view, i, found.line, _NAME, said, "handle")
    for i, scope, found in view.marked("MessageDriven"):
        given = _LOOKUP.search(found.args) or _DESTINATION.search(found.args)
        handler = next((n for n, s in enumerate(view.scopes) if s.parent == i and s.name == "onMessage"), i)
        yield event(view, handler, scope.line, _NAME, given.group(1) if given else scope.name, "handle")
    for call in view.calls_to(*_SENDING):
        yield from _sent(view, call)
    for i, scope, found in view.marked("Outgoing", "Output", "SendTo"):
        said = argument(found.args, "value")
        name = text(view, said, i) or _STANDARD.get(said.rpartition(".")[2], scope.name)
        yield event(view, i, found.line, _NAME, name, "raise")


def _bound(view: View) -> Iterator[Event]:
    """What a queue is bound to: by its listener, `@QueueBinding(value = @Queue("q"), key = "k")`, or apart, `BindingBuilder`."""
    for i, _, found in view.marked("RabbitListener"):
        inner = keyword(found.args, "bindings")
        queue = _QUEUE.search(inner)
        for part in (queue.group(1) if queue else "", keyword(inner.partition("(")[2], "key")):
            for each in listed(part):
                if name := text(view, each, i):
                    yield event(view, i, found.line, _NAME, name, "handle")
    for call in view.calls_to("with"):
        binds = "BindingBuilder" in call.receiver or ".to(" in call.receiver
        name = text(view, next(iter(pieces(call.args)), ""), call.scope) if binds else ""
        if name:
            yield event(view, call.scope, call.line, BINDING, name, "handle")


def _sent(view: View, call: Call) -> Iterator[Event | Outbound]:
    root = call.receiver.removeprefix("this.").partition(".")[0].strip()
    type_ = view.type_of(root, call.scope)
    given = pieces(call.args)
    if type_.rpartition(".")[2].partition("<")[0] not in _TEMPLATES or not given:
        return
    routed = "Rabbit" in type_ and len(given) > 2  # exchange, routing key, message
    topic = (
        text(view, given[1 if routed else 0], call.scope)
        or text(view, given[0], call.scope)
        or _destination(view, call, given[0])
    )
    yield event(view, call.scope, call.line, _NAME, topic, "raise", _AS_WRITTEN if topic == given[0] else 1.0)
    yield Outbound(unit=view.unit(call.scope), line=call.line, reader=_NAME, protocol="queue", target=topic)


def _destination(view: View, call: Call, name: str) -> str:
    """A destination that is injected: the name that it is looked up by, or the property that holds it, as `${orders.queue}`."""
    field = view.variable(call.scope, name.removeprefix("this.")) if name.removeprefix("this.").isidentifier() else None
    given = mark(field.marks, "Resource", "Value") if field is not None else None
    return strings(given.args)[0] if given is not None and strings(given.args) else name


FRAMEWORK = Framework(
    _NAME,
    frozenset({"java"}),
    ("org.springframework", "jakarta.jms", "javax.jms", "org.apache.kafka", "org.eclipse.microprofile", "io.awspring"),
    facts,
)
