"""Rules of channels, their addresses and the parameters in them."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import BOTH, BREAKING, CHANGED, DANGEROUS, NARROWED, SAFE, WIDENED, both
from skerry.contracts.diff.asyncapi.samples import HEAD, document

_ALONE = f"{HEAD}channels: {{}}\n"

CHANNEL_ADDED, CHANNEL_REMOVED = both(
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
PARAMETER_ADDED, PARAMETER_REMOVED = both(
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
