"""Rules of messages, but for the schemas of what they carry."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import (
    ADDED,
    BOTH,
    BREAKING,
    CHANGED,
    DANGEROUS,
    FLOWS,
    IN,
    MORE,
    NARROWED,
    ORDER,
    OUT,
    REMOVED,
    SAFE,
    WIDENED,
    both,
)
from skerry.contracts.diff.asyncapi.samples import document

_ADDED_LEVELS = {OUT: DANGEROUS, IN: SAFE, BOTH: DANGEROUS}
_WAY = {OUT: " that is sent", IN: " that is received", BOTH: ""}
MESSAGE_ADDED = {
    way: Rule(
        way,
        "channel-message",
        "itself",
        ADDED,
        level,
        f"A message{_WAY[way]} was added to a channel",
        "Nobody sends it yet."
        if way is IN
        else "Listeners of the channel have to cope with a message they do not know.",
        document(messages=ORDER, flow=FLOWS[way]),
        document(messages=MORE, flow=FLOWS[way]),
    )
    for way, level in _ADDED_LEVELS.items()
}
MESSAGE_REMOVED = {
    way: Rule(
        way,
        "channel-message",
        "itself",
        REMOVED,
        BREAKING,
        f"A message{_WAY[way]} was removed",
        "It is understood no more." if way is IN else "Whoever waits for it waits for ever.",
        document(messages=MORE, flow=FLOWS[way]),
        document(messages=ORDER, flow=FLOWS[way]),
    )
    for way in _ADDED_LEVELS
}
NAME_CHANGED = Rule(
    BOTH,
    "message",
    "name",
    CHANGED,
    BREAKING,
    "A message is called otherwise",
    "Listeners tell messages apart by name. Send it under both names until all have moved.",
    document("name: OrderPlaced, payload: {}"),
    document("name: OrderMade, payload: {}"),
)
NAME_ADDED, NAME_REMOVED = both(
    "message",
    "name",
    (DANGEROUS, BREAKING),
    ("A message was given a name other than its key", "A message has no name of its own any more"),
    ("So far its key stood for it.", "Listeners that tell messages apart by it do not know it under its key."),
    document("payload: {}"),
    document("name: OrderPlaced, payload: {}"),
)
KEY_CHANGED = Rule(
    BOTH,
    "message",
    "key",
    CHANGED,
    DANGEROUS,
    "A message is written under another key",
    "Its name stays; references from other documents and generated code use the key.",
    document(messages="A: { name: Order, payload: {} }"),
    document(messages="B: { name: Order, payload: {} }"),
)
CONTENT_TYPE_CHANGED = Rule(
    BOTH,
    "message",
    "content-type",
    CHANGED,
    BREAKING,
    "A message comes in another content type",
    "Whoever reads it decodes it wrongly. The type of the document counts where a message says none.",
    document("contentType: application/json, payload: {}"),
    document("contentType: application/xml, payload: {}"),
)
_AVRO = "payload: {{ schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {{ type: {0} }} }}"
FORMAT_CHANGED = Rule(
    BOTH,
    "message",
    "schema-format",
    CHANGED,
    BREAKING,
    "A payload is described in another kind of schema",
    "Avro, Protocol Buffers and JSON are different bytes on the wire.",
    document("payload: { type: string }"),
    document(_AVRO.format("string")),
)
OPAQUE_CHANGED = Rule(
    BOTH,
    "message",
    "schema",
    CHANGED,
    DANGEROUS,
    "A payload changed that is not described in JSON Schema",
    "What it means for readers only the registry of its format can say; ask it before you publish.",
    document(_AVRO.format("int")),
    document(_AVRO.format("long")),
)
CORRELATION_ADDED, CORRELATION_REMOVED = both(
    "message",
    "correlation",
    (SAFE, BREAKING),
    ("A message says where its correlation identifier is", "A message no longer has a correlation identifier"),
    ("", "Answers can no longer be matched with what was asked."),
    document("payload: {}"),
    document("payload: {}, correlationId: { location: '$message.header#/id' }"),
)
CORRELATION_CHANGED = Rule(
    BOTH,
    "message",
    "correlation",
    CHANGED,
    BREAKING,
    "The correlation identifier stands elsewhere",
    "Whoever matches answers looks at the old place.",
    document("payload: {}, correlationId: { location: '$message.header#/id' }"),
    document("payload: {}, correlationId: { location: '$message.payload#/id' }"),
)


def _promise(text: str) -> str:
    return document(f"payload: {{ x-compatibility: {text} }}")


PROMISE_NARROWED = Rule(
    BOTH,
    "message",
    "compatibility",
    NARROWED,
    DANGEROUS,
    "Less compatibility is promised of a message",
    "Consumers counted on `x-compatibility` as it was; this change is still judged by that.",
    _promise("FULL"),
    _promise("BACKWARD"),
)
PROMISE_WIDENED = Rule(
    BOTH,
    "message",
    "compatibility",
    WIDENED,
    SAFE,
    "More compatibility is promised of a message",
    "",
    _promise("BACKWARD"),
    _promise("FULL"),
)
PROMISE_CHANGED = Rule(
    BOTH,
    "message",
    "compatibility",
    CHANGED,
    DANGEROUS,
    "Another compatibility is promised of a message",
    "The order of rollouts turns round: with BACKWARD consumers go first, with FORWARD producers.",
    _promise("BACKWARD"),
    _promise("FORWARD"),
)
