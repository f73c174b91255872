"""Messages between .NET processes: MassTransit, NServiceBus, Rebus, CAP, integration events, Azure Service Bus, Kafka, RabbitMQ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event, Outbound
from skerry.read.declarations import type_names
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._events import event, of_argument, of_type
from skerry.read.frameworks._marks import argument, pieces
from skerry.read.frameworks._view import Framework, View, keyword
from skerry.read.outline import Call

_NAME = "dotnet_bus"
_HANDLERS = {
    "IConsumer": "Consume", "IHandleMessages": "Handle", "IIntegrationEventHandler": "Handle", "ICapSubscribe": "",
    "IJobConsumer": "Run", "IAmInitiatedBy": "Handle", "IMessageHandler": "Handle",
}  # fmt: skip
_BUSES = re.compile(
    r"\b(IPublishEndpoint|ISendEndpoint\w*|IBus\w*|IMessageSession|IMessageHandlerContext|ICapPublisher|IEventBus|ITopicProducer<.*>"
    r"|ConsumeContext\b.*|IMessageBus|IEventDispatcher|I\w*IntegrationEvent\w*|IEventPublisher|IMessagePublisher|DaprClient)"
)
_QUEUES = re.compile(
    r"\b(ServiceBusSender|IProducer<.*>|QueueClient|IAmazonSQS|EventHubProducerClient|IModel|IChannel)"
)
_SENDS = ("Publish", "PublishAsync", "Send", "SendAsync", "PublishThroughOutboxAsync", "Respond", "Produce")
# Services that keep an event until the transaction is through name what they do after it: `SaveEventAndChangesAsync`.
_KEEPS = re.compile(r"(Add|Save|Store|Enqueue|Publish|Raise)\w*Events?\w*$")
_PRODUCES = ("SendMessageAsync", "ProduceAsync", "Produce", "BasicPublish", "BasicPublishAsync", "SendMessagesAsync")
# Call, the receiver's type, direction, and where the topic is given: under a name or at a place.
_TOPICS = {
    "ProduceAsync": (re.compile(r"\bIProducer<"), "raise", "topic", 0),
    "BasicPublish": (re.compile(r"\b(IModel|IChannel)"), "raise", "routingKey", 1),
    "BasicPublishAsync": (re.compile(r"\b(IModel|IChannel)"), "raise", "routingKey", 1),
    "BasicConsume": (re.compile(r"\b(IModel|IChannel)"), "handle", "queue", 0),
    "BasicConsumeAsync": (re.compile(r"\b(IModel|IChannel)"), "handle", "queue", 0),
    "QueueBind": (re.compile(r"\b(IModel|IChannel)"), "handle", "routingKey", 2),
    "QueueBindAsync": (re.compile(r"\b(IModel|IChannel)"), "handle", "routingKey", 2),
    "Subscribe": (re.compile(r"\bIConsumer<"), "handle", "topic", 0),
    "CreateSender": (re.compile(r"\bServiceBusClient"), "raise", "queueOrTopicName", 0),
    "CreateProcessor": (re.compile(r"\bServiceBusClient"), "handle", "queueName", 0),
    "CreateReceiver": (re.compile(r"\bServiceBusClient"), "handle", "queueName", 0),
    "PublishEventAsync": (re.compile(r"\bDaprClient"), "raise", "topicName", 1),
}
_A_MESSAGE = re.compile(r"(Event|Message|Command)$")
_NAMED = re.compile(r"\w+\s*:(?!:)")
_BY_SCOPE = 0.8  # what else is made where a message of a general type is sent


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
        given = pieces(found.args)
        of_dapr = found.name.rpartition(".")[2] == "Topic" and len(given) > 1
        topic = text(view, given[1] if of_dapr else argument(found.args, "name"), i) or found.args
        yield event(view, i, found.line, _NAME, topic, "handle")
    for call in view.body.calls:
        named = call.name in _SENDS or _KEEPS.match(call.name)
        if named and not call.new and _BUSES.search(view.type_of(call.receiver, call.scope)):
            yield from _sent(view, call)
    for call in view.calls_to(*_TOPICS):
        yield from _named(view, call)
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
    outside = name[:1].isupper() and len(name) > 2 and call.name in _SENDS
    if named or (name and (view.resolve(name, call.scope).unit >= 0 or outside)):
        yield event(view, call.scope, call.line, _NAME, named or name, "raise", 1.0 if named else 0.9)
    elif not name:
        yield from _made(view, call)


def _made(view: View, call: Call) -> Iterator[Event]:
    """A variable of a general type is sent: the events that the function makes."""
    for made in view.body.calls:
        if made.new and made.scope == call.scope:
            unit = view.resolve(made.name, made.scope).unit
            if unit >= 0 and any(_A_MESSAGE.search(base) for base, _ in view.declarations.ancestors(unit)):
                yield event(view, made.scope, made.line, _NAME, made.name, "raise", _BY_SCOPE)


def _named(view: View, call: Call) -> Iterator[Event]:
    """A call of a broker's own client that names a topic, queue or routing key."""
    receiver, direction, key, place = _TOPICS[call.name]
    given = [each for each in pieces(call.args) if not _NAMED.match(each)]
    said = keyword(call.args, key) or (given[place] if len(given) > place else "")
    name = text(view, said, call.scope)
    if name and receiver.search(view.type_of(call.receiver, call.scope)):
        yield event(view, call.scope, call.line, _NAME, name, direction)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
