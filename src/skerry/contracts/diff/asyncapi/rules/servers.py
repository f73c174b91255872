"""Rules of servers (brokers, mostly)."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import BOTH, BREAKING, CHANGED, DANGEROUS, NARROWED, SAFE, WIDENED, both
from skerry.contracts.diff.asyncapi.samples import SERVER, server

_TWO = server().replace(" } }\n", " }, spare: { host: spare:4222, protocol: nats } }\n")

BROKER_ADDED, BROKER_REMOVED = both(
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
