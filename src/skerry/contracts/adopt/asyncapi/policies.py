"""What a document says of how events travel, as policies of the model."""

from __future__ import annotations

from skerry.formats.asyncapi import AsyncApi

_BUSES = {
    "nats": "nats",
    "kafka": "kafka",
    "kafka-secure": "kafka",
    "amqp": "rabbitmq",
    "amqps": "rabbitmq",
    "redis": "redis",
}
_DATA = "$message.payload#/data/"


def policies(api: AsyncApi) -> str:
    """The end of the text: the bus and the key of events, and whether both sides of a connection show a certificate."""
    buses = [_BUSES[server.protocol] for server in api.servers.values() if server.protocol in _BUSES]
    keys = {key for channel in api.channels.values() if (key := _key(channel.part.raw.get("x-delivery")))}
    mutual = any(
        requirement.scheme.raw.get("type") == "X509"
        for server in api.servers.values()
        for way in server.security
        for requirement in way
    )
    events = [f"bus: {buses[0]}"] if buses else []
    events += [f"key: {keys.pop()}"] if len(keys) == 1 else []
    lines = ["  calls: { mtls: true }"] if mutual else []
    lines += [f"  events: {{ {', '.join(events)} }}"] if events else []
    return "\n".join(("\npolicies:", *lines)) + "\n" if lines else ""


def _key(delivery: object) -> str:
    """The field of the data that keeps events in order, where it says so in our words."""
    written = str(delivery.get("key", "")) if isinstance(delivery, dict) else ""
    name = written.removeprefix(_DATA)
    return name if written.startswith(_DATA) and name.isalnum() else ""
