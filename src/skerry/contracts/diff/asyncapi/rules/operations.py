"""Rules of operations and replies."""

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
    OUT,
    REMOVED,
    SAFE,
    WIDENED,
    both,
)
from skerry.contracts.diff.asyncapi.samples import document

OPERATION_ADDED, OPERATION_REMOVED = both(
    "operation",
    "itself",
    (SAFE, BREAKING),
    ("An operation was added", "An operation was removed"),
    ("Nobody counts on it yet.", "What was sent is sent no more, or what was received is heard by nobody."),
    document(flow=""),
    document(),
)
OPERATION_RENAMED = Rule(
    BOTH,
    "operation",
    "key",
    CHANGED,
    DANGEROUS,
    "An operation is written under another key",
    "It does the same as before; generated code names its functions after the key.",
    document(),
    document(operation_key="announced"),
)
ACTION_CHANGED = Rule(
    BOTH,
    "operation",
    "action",
    CHANGED,
    BREAKING,
    "An operation receives what it sent, or sends what it received",
    "The other side waits for messages that never come.",
    document(operation_key="orders"),
    document(operation_key="orders", flow="receive"),
)
_SPARE = "  spare:\n    address: spare\n    messages: { Order: { payload: { type: object } } }\noperations:"
OPERATION_MOVED = Rule(
    BOTH,
    "operation",
    "channel",
    CHANGED,
    BREAKING,
    "An operation uses another channel",
    "Nobody listens there yet, and nobody sends there.",
    document().replace("operations:", _SPARE),
    document().replace("operations:", _SPARE).replace("#/channels/orders", "#/channels/spare"),
)
_ONE = "messages: [{ $ref: '#/channels/orders/messages/Order' }]"
MESSAGES_NARROWED = {
    way: Rule(
        way,
        "operation",
        "messages",
        NARROWED,
        BREAKING,
        "An operation has to do with fewer messages of its channel",
        "What it leaves out is sent no more, or understood no more.",
        document(messages=MORE, flow=FLOWS[way]),
        document(messages=MORE, flow=FLOWS[way], operation=_ONE),
    )
    for way in (OUT, IN)
}
MESSAGES_WIDENED = {
    way: Rule(
        way,
        "operation",
        "messages",
        WIDENED,
        DANGEROUS if way is OUT else SAFE,
        "An operation has to do with more messages of its channel",
        "Listeners have to cope with a message they do not know." if way is OUT else "",
        document(messages=MORE, flow=FLOWS[way], operation=_ONE),
        document(messages=MORE, flow=FLOWS[way]),
    )
    for way in (OUT, IN)
}

_REPLY = "reply: { channel: { $ref: '#/channels/orders' } }"
REPLY_ADDED = {
    way: Rule(
        way,
        "operation",
        "reply",
        ADDED,
        DANGEROUS if way is OUT else SAFE,
        "An operation waits for a reply" if way is OUT else "An operation is answered",
        "Those who hear it do not answer yet." if way is OUT else "Nobody waits for it yet.",
        document(flow=FLOWS[way]),
        document(flow=FLOWS[way], operation=_REPLY),
    )
    for way in (OUT, IN)
}
REPLY_REMOVED = {
    way: Rule(
        way,
        "operation",
        "reply",
        REMOVED,
        BREAKING,
        "An operation waits for no reply any more" if way is OUT else "An operation is not answered any more",
        "Whoever answers, or waits for an answer, does so for nothing.",
        document(flow=FLOWS[way], operation=_REPLY),
        document(flow=FLOWS[way]),
    )
    for way in (OUT, IN)
}
REPLY_CHANNEL_CHANGED = Rule(
    BOTH,
    "reply",
    "channel",
    CHANGED,
    BREAKING,
    "Replies come over another channel",
    "Whoever waits listens at the old one.",
    document(operation=_REPLY).replace("operations:", _SPARE),
    document(operation=_REPLY.replace("orders", "spare")).replace("operations:", _SPARE),
)
REPLY_ADDRESS_CHANGED = Rule(
    BOTH,
    "reply",
    "address",
    CHANGED,
    BREAKING,
    "The address for replies stands elsewhere in the message",
    "Whoever answers looks at the old place, and answers nobody.",
    document(operation="reply: { address: { location: '$message.header#/replyTo' } }"),
    document(operation="reply: { address: { location: '$message.header#/answer' } }"),
)
_REPLY_ONE = (
    "reply: { channel: { $ref: '#/channels/orders' }, messages: [{ $ref: '#/channels/orders/messages/Order' }] }"
)
REPLY_MESSAGES_NARROWED = Rule(
    BOTH,
    "reply",
    "messages",
    NARROWED,
    BREAKING,
    "A message is no reply any more",
    "Whoever waits for it waits for ever.",
    document(messages=MORE, operation=_REPLY),
    document(messages=MORE, operation=_REPLY_ONE),
)
REPLY_MESSAGES_WIDENED = Rule(
    BOTH,
    "reply",
    "messages",
    WIDENED,
    DANGEROUS,
    "Another message may be the reply",
    "Whoever waits has to cope with a message it does not know.",
    document(messages=MORE, operation=_REPLY_ONE),
    document(messages=MORE, operation=_REPLY),
)
