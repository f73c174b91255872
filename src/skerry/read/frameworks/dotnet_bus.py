"""Messages between .NET processes: MassTransit, NServiceBus, Rebus, CAP, integration events, Azure Service Bus, Kafka, RabbitMQ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event, Outbound
from skerry.read.declarations import type_names
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._events import event, of_argument, of_type
from skerry.read.frameworks._marks import argument, pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "dotnet_bus"
_HANDLERS = {
    "IConsumer": "Consume", "IHandleMessages": "Handle", "IIntegrationEventHandler": "Handle", "ICapSubscribe": "",
    "IJobConsumer": "Run", "IAmInitiatedBy": "Handle", "IMessageHandler": "Handle",
}  # fmt: skip
_BUSES = re.compile(
    r"\b(IPublishEndpoint|ISendEndpoint\w*|IBus\w*|IMessageSession|IMessageHandlerContext|ICapPublisher|IEventBus|ITopicProducer<.*>"
    r"|ConsumeContext\b.*|IMessageBus|IEventDispatcher|IIntegrationEvent\w*|IEventPublisher|IMessagePublisher)"
)
_QUEUES = re.compile(
    r"\b(ServiceBusSender|IProducer<.*>|QueueClient|IAmazonSQS|EventHubProducerClient|IModel|IChannel)"
)
_SENDS = (
    "Publish",
    "PublishAsync",
    "Send",
    "SendAsync",
    "PublishThroughOutboxAsync",
    "AddAndSaveEventAsync",
    "Respond",
    "Produce",
)
_PRODUCES = ("SendMessageAsync", "ProduceAsync", "Produce", "BasicPublish", "BasicPublishAsync", "SendMessagesAsync")


def facts(view: View) -> Iterable[Event | Outbound]:
    """Messages consumed and sent in the file."""
    for i, scope in view.classes():
        for base in scope.bases if scope.kind == "class" else ():
            outer, *names = type_names(base) or [""]
            method = _HANDLERS.get(outer.rpartition(".")[2], "")
            if names and method:
                handler = _method(view, i, method, names[0])
                yield event(view, handler, view.scopes[handler].line, _NAME, names[0], "handle")
    for i, _, found in view.marked("CapSubscribe", "Topic", "ServiceBusTrigger"):
        topic = text(view, argument(found.args, "name"), i) or found.args
        yield event(view, i, found.line, _NAME, topic, "handle")
    for call in view.calls_to(*_SENDS):
        if _BUSES.search(view.type_of(call.receiver, call.scope)):
            yield from _sent(view, call)
    for call in view.calls_to(*_PRODUCES):
        if _QUEUES.search(view.type_of(call.receiver, call.scope)):
            topic = text(view, next(iter(pieces(call.args)), ""), call.scope) or call.receiver
            yield Outbound(unit=view.unit(call.scope), line=call.line, reader=_NAME, protocol="queue", target=topic)


def _method(view: View, i: int, method: str, name: str) -> int:
    found = [n for n, s in enumerate(view.scopes) if s.parent == i and s.name.startswith(method)]
    return next((n for n in found if any(name in type_names(v.type) for v in view.fields(n))), found[0] if found else i)


def _sent(view: View, call: Call) -> Iterator[Event | Outbound]:
    first = next(iter(pieces(call.args)), "")
    name = of_type(call.types) or of_argument(view, first, call.scope)
    named = text(view, first, call.scope) if not name else ""
    if named or (name and (view.resolve(name, call.scope).unit >= 0 or (name[:1].isupper() and len(name) > 2))):
        yield event(view, call.scope, call.line, _NAME, named or name, "raise", 1.0 if named else 0.9)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
