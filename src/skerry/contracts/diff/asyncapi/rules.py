"""The rules of what surrounds the schemas of an AsyncAPI document, each with the smallest document that shows it."""

from __future__ import annotations

from skerry.contracts.change import Action, Direction, Level, Rule
from skerry.contracts.diff.asyncapi.samples import HEAD, SERVER, document, server

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
ADDED, REMOVED, NARROWED, WIDENED, CHANGED = (
    Action.ADDED,
    Action.REMOVED,
    Action.NARROWED,
    Action.WIDENED,
    Action.CHANGED,
)
BREAKING, DANGEROUS, SAFE = Level.BREAKING, Level.DANGEROUS, Level.SAFE

_ALONE = f"{HEAD}channels: {{}}\n"
_TWO = server(more="").replace(" } }\n", " }, spare: { host: spare:4222, protocol: nats } }\n")
_FLOWS = {OUT: "send", IN: "receive", BOTH: ""}
_ORDER, _MORE = "Order: { payload: {} }", "Order: { payload: {} }, Other: { payload: {} }"
_SECURE = "security: [{ type: userPassword }]"
_OTHER = "security: [{ type: X509 }]"


def _both(  # the same rule for an area or a word that comes and goes
    area: str,
    kind: str,
    levels: tuple[Level, Level],
    titles: tuple[str, str],
    abouts: tuple[str, str],
    less: str,
    more: str,
) -> tuple[Rule, Rule]:
    return (
        Rule(BOTH, area, kind, ADDED, levels[0], titles[0], abouts[0], less, more),
        Rule(BOTH, area, kind, REMOVED, levels[1], titles[1], abouts[1], more, less),
    )


DEFAULT_TYPE_CHANGED = Rule(
    BOTH,
    "document",
    "default-content-type",
    CHANGED,
    SAFE,
    "The content type of messages that say none changed",
    "What it means for each message is told beside it.",
    document("payload: {}, contentType: application/json"),
    document("payload: {}, contentType: application/json", top="defaultContentType: application/json\n"),
)
VERSION_STALE = Rule(
    BOTH,
    "document",
    "version",
    CHANGED,
    DANGEROUS,
    "Something breaks, and the version does not say so",
    "By semantic versioning the major number grows when something breaks.",
    document(),
    document(address="sales").replace("version: 1.0.0", "version: 1.1.0"),
)

BROKER_ADDED, BROKER_REMOVED = _both(
    "broker",
    "itself",
    (SAFE, BREAKING),
    ("A server was added", "A server was removed"),
    ("", "Whoever is connected to it hears and reaches nobody. Run it beside its successor until all have moved."),
    server(),
    _TWO,
)
BROKER_RENAMED = Rule(
    BOTH,
    "broker",
    "name",
    CHANGED,
    SAFE,
    "A server is called otherwise",
    "The name is used within the document alone.",
    server(),
    server(name="other"),
)
BROKER_MOVED = Rule(
    BOTH,
    "broker",
    "host",
    CHANGED,
    BREAKING,
    "A server has another address",
    "Whoever is connected to the old address hears nothing. Add the new server beside it first.",
    server(),
    server(SERVER.replace("broker", "other")),
)
PROTOCOL_CHANGED = Rule(
    BOTH,
    "broker",
    "protocol",
    CHANGED,
    BREAKING,
    "A server speaks another protocol",
    "Clients of the old protocol cannot connect.",
    server(),
    server(SERVER.replace("nats", "kafka")),
)
PROTOCOL_VERSION_CHANGED = Rule(
    BOTH,
    "broker",
    "protocol-version",
    CHANGED,
    DANGEROUS,
    "A server speaks another version of its protocol",
    "Brokers mostly understand older clients; see what this one says.",
    server(f"{SERVER}, protocolVersion: '2.10'"),
    server(f"{SERVER}, protocolVersion: '2.11'"),
)
_FEW = f"{SERVER}, variables: {{ zone: {{ enum: [a], default: a }} }}"
_MANY = f"{SERVER}, variables: {{ zone: {{ enum: [a, b], default: a }} }}"
VARIABLE_NARROWED = Rule(
    BOTH,
    "broker",
    "variable",
    NARROWED,
    BREAKING,
    "A variable in the address of a server takes fewer values",
    "Addresses that were made with the values left out lead nowhere.",
    server(_MANY),
    server(_FEW),
)
VARIABLE_WIDENED = Rule(
    BOTH,
    "broker",
    "variable",
    WIDENED,
    SAFE,
    "A variable in the address of a server takes more values",
    "",
    server(_FEW),
    server(_MANY),
)
VARIABLE_CHANGED = Rule(
    BOTH,
    "broker",
    "variable",
    CHANGED,
    DANGEROUS,
    "A variable in the address of a server has another default",
    "Clients that leave it out connect to another place.",
    server(_MANY),
    server(_MANY.replace("default: a", "default: b")),
)

CHANNEL_ADDED, CHANNEL_REMOVED = _both(
    "channel",
    "itself",
    (SAFE, BREAKING),
    ("A channel was added", "A channel was removed"),
    (
        "Nobody uses it yet.",
        "Whoever listens hears nothing, whoever sends is heard by nobody. Publish on both channels until all have moved.",
    ),
    _ALONE,
    document(flow=""),
)
ADDRESS_CHANGED = Rule(
    BOTH,
    "channel",
    "address",
    CHANGED,
    BREAKING,
    "A channel has another address",
    "Topics, subjects and queues are found by it. Publish on both addresses until all have moved.",
    document(),
    document(address="sales"),
)
CHANNEL_RENAMED = Rule(
    BOTH,
    "channel",
    "key",
    CHANGED,
    DANGEROUS,
    "A channel is written under another key",
    "The address stays, so nothing changes on the wire; references from other documents and generated code use the key.",
    document(flow=""),
    document(flow="", key="sales"),
)
_TOP = "servers: { main: { host: main:1, protocol: nats }, spare: { host: spare:1, protocol: nats } }\n"
_ON = "servers: [{ $ref: '#/servers/main' }]"
CHANNEL_SERVERS_NARROWED = Rule(
    BOTH,
    "channel",
    "servers",
    NARROWED,
    BREAKING,
    "A channel is no longer on a server",
    "Whoever uses it there hears nothing.",
    document(top=_TOP),
    document(top=_TOP, channel=_ON),
)
CHANNEL_SERVERS_WIDENED = Rule(
    BOTH,
    "channel",
    "servers",
    WIDENED,
    SAFE,
    "A channel is on another server too",
    "",
    document(top=_TOP, channel=_ON),
    document(top=_TOP),
)
_REGION = "'orders/{region}'"
PARAMETER_ADDED, PARAMETER_REMOVED = _both(
    "channel-parameter",
    "itself",
    (BREAKING, BREAKING),
    ("A parameter of an address was added", "A parameter of an address was removed"),
    (
        "Whoever used the address without it has to fill it in.",
        "Whoever fills it in uses an address, or code, that is there no more.",
    ),
    document(address=_REGION),
    document(address=_REGION, channel="parameters: { region: {} }"),
)
PARAMETER_RENAMED = Rule(
    BOTH,
    "channel-parameter",
    "name",
    CHANGED,
    DANGEROUS,
    "A parameter of an address is called otherwise",
    "Its name is not sent; generated code takes it by name.",
    document(address=_REGION, channel="parameters: { region: {} }"),
    document(address="'orders/{area}'", channel="parameters: { area: {} }"),
)
LOCATION_CHANGED = Rule(
    BOTH,
    "channel-parameter",
    "location",
    CHANGED,
    BREAKING,
    "The value of a parameter stands elsewhere in the message",
    "Whoever finds the channel of a message by it looks at the old place.",
    document(address=_REGION, channel="parameters: { region: { location: '$message.payload#/region' } }"),
    document(address=_REGION, channel="parameters: { region: { location: '$message.payload#/area' } }"),
)

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
        document(messages=_ORDER, flow=_FLOWS[way]),
        document(messages=_MORE, flow=_FLOWS[way]),
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
        document(messages=_MORE, flow=_FLOWS[way]),
        document(messages=_ORDER, flow=_FLOWS[way]),
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
NAME_ADDED, NAME_REMOVED = _both(
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
CORRELATION_ADDED, CORRELATION_REMOVED = _both(
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

OPERATION_ADDED, OPERATION_REMOVED = _both(
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
        document(messages=_MORE, flow=_FLOWS[way]),
        document(messages=_MORE, flow=_FLOWS[way], operation=_ONE),
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
        document(messages=_MORE, flow=_FLOWS[way], operation=_ONE),
        document(messages=_MORE, flow=_FLOWS[way]),
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
        document(flow=_FLOWS[way]),
        document(flow=_FLOWS[way], operation=_REPLY),
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
        document(flow=_FLOWS[way], operation=_REPLY),
        document(flow=_FLOWS[way]),
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
    document(messages=_MORE, operation=_REPLY),
    document(messages=_MORE, operation=_REPLY_ONE),
)
REPLY_MESSAGES_WIDENED = Rule(
    BOTH,
    "reply",
    "messages",
    WIDENED,
    DANGEROUS,
    "Another message may be the reply",
    "Whoever waits has to cope with a message it does not know.",
    document(messages=_MORE, operation=_REPLY_ONE),
    document(messages=_MORE, operation=_REPLY),
)

_SECURED = {
    "broker": (server(), server(f"{SERVER}, {_SECURE}"), server(f"{SERVER}, {_OTHER}")),
    "operation": (document(), document(operation=_SECURE), document(operation=_OTHER)),
}
SECURITY = {
    (area, action): Rule(
        BOTH,
        area,
        "security",
        action,
        DANGEROUS if action is WIDENED else BREAKING,
        {
            NARROWED: "More is asked for to be let in",
            WIDENED: "Less is asked for to be let in",
            CHANGED: "Something else is asked for to be let in",
        }[action]
        + (" (server)" if area == "broker" else " (operation)"),
        "Nobody breaks; see whether it is meant." if action is WIDENED else "Clients without it are refused.",
        *{NARROWED: (free, secure), WIDENED: (secure, free), CHANGED: (secure, other)}[action],
    )
    for area, (free, secure, other) in _SECURED.items()
    for action in (NARROWED, WIDENED, CHANGED)
}


def _kafka(text: str) -> str:
    return document(channel=f"bindings: {{ kafka: {{ {text} }} }}")


BINDING_ADDED, BINDING_REMOVED = _both(
    "binding",
    "itself",
    (SAFE, DANGEROUS),
    ("Something is said for a protocol", "Nothing is said for a protocol any more"),
    ("", "See whether it is still true, and only not written."),
    document(),
    _kafka("partitions: 3"),
)
BINDING_CHANGED = Rule(
    BOTH,
    "binding",
    "setting",
    CHANGED,
    DANGEROUS,
    "A setting of a protocol changed",
    "Partitions, retention and the like: order and time that consumers may count on.",
    _kafka("partitions: 3"),
    _kafka("partitions: 6"),
)
BINDING_NAME_CHANGED = Rule(
    BOTH,
    "binding",
    "name",
    CHANGED,
    BREAKING,
    "What names things for a protocol changed",
    "Topics, queues, exchanges and keys are found by it.",
    _kafka("topic: orders"),
    _kafka("topic: sales"),
)

RULES: tuple[Rule, ...] = tuple(
    rule
    for value in [value for name, value in globals().items() if name.isupper() and not name.startswith("_")]
    for rule in (value.values() if isinstance(value, dict) else (value,))
    if isinstance(rule, Rule)
)
