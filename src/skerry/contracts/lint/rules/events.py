"""Events: AsyncAPI documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from skerry.contracts.lint.desk import Desk, part
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import events
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_VERSION = re.compile(r"(^|[./_-])v\d+($|[./_-])")
_TEMPLATE = re.compile(r"\{([^/{}]*)\}")
_PAST = re.compile(
    r".*(ed|en|wn|ne|id|ost|ept|uilt|ought|old|ound|one|ade|eft|ent|un)([Ee]vent|[Mm]essage)?([_.-]?[vV]\d+)?"
)
_FILE = "events.yaml"
_CLOUD = ("id", "source", "type", "time")


def _open(node: Node) -> bool:
    """Whether a part is the document's own, and no piece that waits to be used."""
    return node.within(Kind.COMPONENTS) is None


@rule(
    "event-address-version", "The address of a channel has no version", Kind.CHANNEL, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A break needs a second channel beside the first; without a version in the address there is no name for it.",
    fix="Write `<domain>.<entity>.<event>.v1`.",
    sound=events("channels: {placed: {address: shop.order.placed.v1}}"),
    broken=events("channels: {placed: {address: shop.order.placed}}"),
    file=_FILE,
)  # fmt: skip
def address_version(node: Node, desk: Desk) -> Iterator[Hit]:
    address = _address(node, desk)
    if address and not _VERSION.search(address):
        yield Hit(node.place, f"{address} has no version")


def _address(node: Node, desk: Desk) -> str:
    """What a channel is called on the broker: in 2.x its key."""
    if str(desk.raw.get("asyncapi")).startswith("2"):
        return node.key if _open(node) else ""
    return str(node.raw.get("address") or "")


@rule(
    "event-address-duplicate", "Two channels have one address", Kind.EVENTS, level=Severity.ERROR, keys=("channels",),
    about="Nobody can tell which messages go over it.",
    fix="Make them one channel.",
    sound=events("channels: {a: {address: orders}, b: {address: carts}}"),
    broken=events("channels: {a: {address: orders}, b: {address: orders}}"),
    file=_FILE,
)  # fmt: skip
def address_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: dict[tuple[str, str], str] = {}
    for name, raw in node.raw["channels"].items() if isinstance(node.raw["channels"], dict) else ():
        address = raw.get("address") if isinstance(raw, dict) else None
        if isinstance(address, str) and seen.setdefault((address, str(raw.get("servers"))), name) != name:
            yield Hit(node.below("channels", name), f"{address} is {seen[address, str(raw.get('servers'))]} already")


@rule(
    "event-address-query", "The address of a channel has a query or a fragment", Kind.CHANNEL, level=Severity.ERROR,
    about="The specification wants bindings for that; brokers take the signs as part of the name.",
    fix="Say it in the channel's bindings.",
    sound=events("channels: {placed: {address: orders}}"),
    broken=events("channels: {placed: {address: 'orders?key=1'}}"), file=_FILE,
)  # fmt: skip
def address_query(node: Node, desk: Desk) -> Iterator[Hit]:
    address = _address(node, desk)
    if "?" in address or (address.endswith("#") is False and "#" in address.rstrip("#")):
        yield Hit(node.place, f"{address} has a query or a fragment")


@rule(
    "event-parameter-undeclared", "A parameter in an address is not declared", Kind.CHANNEL, level=Severity.ERROR,
    about="Nobody knows which values it takes.",
    fix="Declare it in `parameters` of the channel.",
    sound=events("channels: {placed: {address: 'orders/{id}', parameters: {id: {}}}}"),
    broken=events("channels: {placed: {address: 'orders/{id}'}}"),
    file=_FILE,
)  # fmt: skip
def parameter_undeclared(node: Node, desk: Desk) -> Iterator[Hit]:
    known = node.raw.get("parameters")
    for name in _TEMPLATE.findall(_address(node, desk)):
        if not isinstance(known, dict) or name not in known:
            yield Hit(node.place, f"the parameter {name} is not declared")


@rule(
    "event-parameter-unused", "A declared parameter is not in the address", Kind.CHANNEL, keys=("parameters",),
    about="There is no place to put its value; most likely one of the two is misspelt.",
    fix="Remove it, or repair its name.",
    sound=events("channels: {placed: {address: 'orders/{id}', parameters: {id: {}}}}"),
    broken=events("channels: {placed: {address: orders, parameters: {id: {}}}}"), file=_FILE,
)  # fmt: skip
def parameter_unused(node: Node, desk: Desk) -> Iterator[Hit]:
    address = _address(node, desk)
    for name in node.raw["parameters"] if isinstance(node.raw["parameters"], dict) and address else ():
        if f"{{{name}}}" not in address:
            yield Hit(node.below("parameters", name), f"{name} is not in {address}")


@rule(
    "event-channel-unused", "No operation uses a channel", Kind.EVENTS, level=Severity.NOTE, last=True,
    about="Nobody can tell whether the application sends on it or receives.",
    fix="Write an operation for it, or remove it.",
    sound=events("channels: {placed: {address: a}}\noperations: {send: {action: send, channel: {$ref: '#/channels/placed'}}}"),
    broken=events("channels: {placed: {address: a}}"), file=_FILE,
)  # fmt: skip
def channel_unused(node: Node, desk: Desk) -> Iterator[Hit]:
    used = {operation.channel.key for operation in desk.value.operations.values() if operation.channel}
    used |= {each.reply.channel.key for each in desk.value.operations.values() if each.reply and each.reply.channel}
    for key in desk.value.channels:
        if key not in used:
            yield Hit(node.below("channels", key), f"no operation uses {key}")


@rule(
    "event-channel-empty", "A channel has no messages", Kind.CHANNEL,
    about="Nobody knows what goes over it.",
    fix="Name its messages.",
    sound=events("channels: {placed: {messages: {placed: {payload: {}}}}}"),
    broken=events("channels: {placed: {address: a}}"), file=_FILE,
)  # fmt: skip
def channel_empty(node: Node, desk: Desk) -> Iterator[Hit]:
    words = ("messages", "publish", "subscribe")
    if not any(node.raw.get(word) for word in words) and node.within(Kind.EVENT_OPERATION) is None:
        yield Hit(node.place, f"{node.key} has no messages")


@rule(
    "event-server-undefined", "A channel names a server that is not there", Kind.CHANNEL, keys=("servers",), level=Severity.ERROR,
    about="Nobody can connect to it.",
    fix="Define it in `servers`, or repair its name.",
    sound="asyncapi: 2.6.0\nservers: {main: {url: a, protocol: kafka}}\nchannels: {placed: {servers: [main]}}\n",
    broken="asyncapi: 2.6.0\nservers: {main: {url: a, protocol: kafka}}\nchannels: {placed: {servers: [mian]}}\n", file=_FILE,
)  # fmt: skip
def server_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    known = desk.raw.get("servers")
    for at, name in enumerate(node.raw["servers"] if isinstance(node.raw["servers"], list) else ()):
        if isinstance(name, str) and not (isinstance(known, dict) and name in known):
            yield Hit(node.below("servers", at), f"there is no server {name}")


@rule(
    "event-server-open", "Everybody may connect to a broker", Kind.BROKER,
    about="A broker without security lets everybody read and send events.",
    fix="Name a security scheme in `security` of the server.",
    sound=events("servers: {main: {host: a, protocol: kafka, security: [{type: scramSha256}]}}"),
    broken=events("servers: {main: {host: a, protocol: kafka}}"), file=_FILE,
)  # fmt: skip
def server_open(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("security"):
        yield Hit(node.place, f"the server {node.key} has no security")


@rule(
    "event-message-payload-missing", "A message has no payload", Kind.MESSAGE,
    about="Consumers cannot know what they get.",
    fix="Give it a schema in `payload`.",
    sound=events("channels: {a: {messages: {Placed: {payload: {type: object}}}}}"),
    broken=events("channels: {a: {messages: {Placed: {title: Placed}}}}"),
    file=_FILE,
)  # fmt: skip
def message_payload_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if "payload" not in node.raw and "oneOf" not in node.raw and not _traits(node, desk, "payload"):
        yield Hit(node.place, f"{_name(node)} has no payload")


def _name(node: Node) -> str:
    return str(node.raw.get("name") or node.raw.get("messageId") or node.key)


def _traits(node: Node, desk: Desk, word: str) -> bool:
    listed = node.raw.get("traits")
    parts = (
        part(node).below("traits", at)
        for at, each in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    )
    return any(word in desk.follow(each).raw for each in parts)


@rule(
    "event-message-type-missing", "A message has no media type", Kind.MESSAGE,
    about="Without `contentType` consumers have to guess how the bytes are to be read.",
    fix="Give it a `contentType`, or the document a `defaultContentType`.",
    sound=events("channels: {a: {messages: {Placed: {contentType: application/json, payload: {}}}}}"),
    broken=events("channels: {a: {messages: {Placed: {payload: {}}}}}"), file=_FILE,
)  # fmt: skip
def message_type_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    said = "contentType" in node.raw or "defaultContentType" in desk.raw or _traits(node, desk, "contentType")
    if not said and "oneOf" not in node.raw:
        yield Hit(node.place, f"{_name(node)} has no contentType")


@rule(
    "event-message-tense", "An event is not named as what happened", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="An event says what happened (OrderPlaced); a name like PlaceOrder is a command, which can be refused.",
    fix="Name it in the past tense.",
    sound=events("channels: {a: {messages: {OrderPlaced: {payload: {}}}}}"),
    broken=events("channels: {a: {messages: {PlaceOrder: {payload: {}}}}}"),
    file=_FILE,
)  # fmt: skip
def message_tense(node: Node, desk: Desk) -> Iterator[Hit]:
    name = _name(node)
    if not name.isdecimal() and not _PAST.fullmatch(name) and not re.search(r"(Command|Request|Reply|Response)", name):
        yield Hit(node.place, f"{name} does not say what happened")


@rule(
    "event-message-example-missing", "A message has no example", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="An example says in a second what a schema says in a minute.",
    fix="Give it `examples`.",
    sound=events("channels: {a: {messages: {Placed: {payload: {}, examples: [{payload: {id: 7}}]}}}}"),
    broken=events("channels: {a: {messages: {Placed: {payload: {}}}}}"), file=_FILE,
)  # fmt: skip
def message_example_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if "payload" in node.raw and not node.raw.get("examples"):
        yield Hit(node.place, f"{_name(node)} has no example")


@rule(
    "event-message-envelope", "An event lacks what every event should say", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="CloudEvents names id, source, type and time; with them events are traced, ordered and sent twice without harm.",
    fix="Take the attributes of CloudEvents 1.0 into `headers` or the payload.",
    sound=events("""
    channels: {a: {messages: {Placed: {payload: {properties: {id: {}, source: {}, type: {}, time: {}}}}}}}
    """),
    broken=events("channels: {a: {messages: {Placed: {payload: {properties: {orderId: {}}}}}}}"), file=_FILE,
)  # fmt: skip
def message_envelope(node: Node, desk: Desk) -> Iterator[Hit]:
    if "payload" not in node.raw or _traits(node, desk, "headers"):
        return
    names = {
        name.removeprefix("ce_").removeprefix("ce-")
        for word in ("headers", "payload")
        for name in _properties(node, desk, word)
    }
    missing = [name for name in _CLOUD if name not in names]
    if missing:
        yield Hit(node.place, f"{_name(node)} has no {', '.join(missing)}")


def _properties(node: Node, desk: Desk, word: str) -> set[str]:
    raw: dict[str, Any] = desk.child(node, word).raw
    found = set(raw.get("properties") or ())
    for at, each in enumerate(raw.get("allOf") or () if isinstance(raw.get("allOf"), list) else ()):
        if isinstance(each, dict):
            below = desk.child(node, word)
            found |= set(desk.follow(below.below("allOf", at)).raw.get("properties") or ())
    return found


@rule(
    "event-message-id-missing", "The schema of an event has no name of its own", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.AUDITOR,
    about="With `$id` a registry and `dataschema` of CloudEvents can name the version that an event was written with.",
    fix="Give the payload an `$id` with its version.",
    sound=events("channels: {a: {messages: {Placed: {payload: {$id: 'https://acme.com/placed/v1'}}}}}"),
    broken=events("channels: {a: {messages: {Placed: {payload: {type: object}}}}}"), file=_FILE,
)  # fmt: skip
def message_id_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if "payload" in node.raw and "$id" not in desk.child(node, "payload").raw:
        yield Hit(node.place, f"the payload of {_name(node)} has no $id")


@rule(
    "event-compatibility-unsaid", "Nobody knows how an event may change", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.AUDITOR,
    about="BACKWARD, FORWARD or FULL decides who is rolled out first, and what a registry refuses.",
    fix="Say `x-compatibility: FULL_TRANSITIVE` (or another mode).",
    sound=events("channels: {a: {messages: {Placed: {payload: {}, x-compatibility: FULL}}}}"),
    broken=events("channels: {a: {messages: {Placed: {payload: {}}}}}"), file=_FILE,
)  # fmt: skip
def compatibility_unsaid(node: Node, desk: Desk) -> Iterator[Hit]:
    if "payload" in node.raw and "x-compatibility" not in node.raw:
        yield Hit(node.place, f"{_name(node)} has no x-compatibility")


@rule(
    "event-key-missing", "Events of one thing can overtake each other", Kind.MESSAGE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Kafka keeps the order of events with the same key alone.",
    fix="Give the message a `key` in its Kafka binding: the identifier of the aggregate.",
    sound=events("channels: {a: {messages: {Placed: {payload: {}, bindings: {kafka: {key: {type: string}}}}}}}"),
    broken=events("channels: {a: {messages: {Placed: {payload: {}, bindings: {kafka: {bindingVersion: 0.5.0}}}}}}"), file=_FILE,
)  # fmt: skip
def key_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if "kafka" in desk.child(node, "bindings").raw and "key" not in desk.child(node, "bindings", "kafka").raw:
        yield Hit(node.place, f"{_name(node)} has no key")


@rule(
    "event-operation-unexplained", "An operation does not say what it does", Kind.EVENT_OPERATION, level=Severity.NOTE,
    about="Whether an application sends because something happened, or on a timer, cannot be told by a channel.",
    fix="Give it a `summary` or a `description`.",
    sound=events("operations: {place: {action: send, summary: Sent when an order was placed}}"),
    broken=events("operations: {place: {action: send}}"), file=_FILE,
)  # fmt: skip
def operation_unexplained(node: Node, desk: Desk) -> Iterator[Hit]:
    if not (node.raw.get("summary") or node.raw.get("description") or node.raw.get("title")):
        yield Hit(node.place, f"{node.raw.get('operationId') or node.key} has no summary")


@rule(
    "event-operation-duplicate", "An operationId stands twice", Kind.EVENTS, level=Severity.ERROR, keys=("channels",),
    about="The specification wants it to be unique.",
    fix="Rename one of them.",
    sound="asyncapi: 2.6.0\nchannels: {a: {publish: {operationId: x}}, b: {publish: {operationId: y}}}\n",
    broken="asyncapi: 2.6.0\nchannels: {a: {publish: {operationId: x}}, b: {publish: {operationId: x}}}\n", file=_FILE,
)  # fmt: skip
def operation_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: set[str] = set()
    for channel, raw in node.raw["channels"].items() if isinstance(node.raw["channels"], dict) else ():
        for word in ("publish", "subscribe"):
            operation = raw.get(word) if isinstance(raw, dict) else None
            name = operation.get("operationId") if isinstance(operation, dict) else None
            if isinstance(name, str) and name in seen:
                yield Hit(node.below("channels", channel, word, "operationId"), f"{name} stands twice")
            seen.add(str(name) if name else "")


@rule(
    "event-message-outside", "An operation takes a message that its channel does not have", Kind.EVENT_OPERATION, keys=("messages",),
    level=Severity.ERROR,
    about="The specification wants messages of an operation to be references into its channel.",
    fix="Refer to `#/channels/NAME/messages/NAME`.",
    sound=events("""
    channels: {a: {messages: {Placed: {payload: {}}}}}
    operations: {x: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/Placed'}]}}
    """),
    broken=events("""
    channels: {a: {messages: {Placed: {payload: {}}}}}
    components: {messages: {Placed: {payload: {}}}}
    operations: {x: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/components/messages/Placed'}]}}
    """), file=_FILE,
)  # fmt: skip
def message_outside(node: Node, desk: Desk) -> Iterator[Hit]:
    channel = node.raw.get("channel")
    start = str(channel.get("$ref")) if isinstance(channel, dict) else ""
    for at, each in enumerate(node.raw["messages"] if isinstance(node.raw["messages"], list) else ()):
        reference = str(each.get("$ref") or "") if isinstance(each, dict) else ""
        if start.startswith("#") and reference.startswith("#") and not reference.startswith(f"{start}/messages/"):
            yield Hit(node.below("messages", at), f"{reference} is not in {start}")
