"""What buses are told: servers, and bindings of channels, operations and messages, in the newest version of each binding."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.events import Event
from skerry.model.system import System

_PROTOCOLS = {"nats": ("nats", 4222), "kafka": ("kafka", 9092), "rabbitmq": ("amqp", 5672), "redis": ("redis", 6379)}
_SECURE = {"kafka": "kafka-secure", "amqp": "amqps"}
_KAFKA, _AMQP, _NATS = "0.5.0", "0.3.0", "0.1.0"


def server(bus: str, *, secure: bool) -> dict[str, Any] | None:
    """The server of a bus; None where everything stays within a process. `secure`: both sides show a certificate."""
    if bus not in _PROTOCOLS:
        return None
    protocol, port = _PROTOCOLS[bus]
    return {
        "host": f"{{host}}:{port}",
        "protocol": _SECURE.get(protocol, protocol) if secure else protocol,
        "description": "The bus of the system; its host differs by environment.",
        "variables": {"host": {"default": bus, "description": "The host of the environment."}},
        **({"security": [{"$ref": "#/components/securitySchemes/mutualTls"}]} if secure else {}),
    }


def of_channel(event: Event) -> dict[str, Any]:
    """How a channel is set up."""
    if event.bus == "kafka":
        milliseconds = int(event.kept.seconds * 1000)
        settings = {"cleanup.policy": ["delete"], "retention.ms": milliseconds}
        return {"kafka": {"topic": _context(event), "topicConfiguration": settings, "bindingVersion": _KAFKA}}
    if event.bus == "rabbitmq":
        exchange = {"name": event.address.partition(".")[0], "type": "topic", "durable": True, "autoDelete": False}
        return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": _AMQP}}
    return {}


def of_sending(event: Event) -> dict[str, Any]:
    """How an event is sent."""
    if event.bus == "rabbitmq":
        return {"amqp": {"deliveryMode": 2, "mandatory": True, "bindingVersion": _AMQP}}
    return {}


def of_receiving(event: Event, service: str) -> dict[str, Any]:
    """How an event is taken: once for each service, however many replicas it has."""
    if event.bus == "kafka":
        group = {"type": "string", "enum": [service]}
        return {"kafka": {"groupId": group, "bindingVersion": _KAFKA}}
    if event.bus == "rabbitmq":
        return {"amqp": {"ack": True, "x-queue": service, "bindingVersion": _AMQP}}
    if event.bus == "nats":
        return {"nats": {"queue": service, "bindingVersion": _NATS}}
    return {}


def of_message(event: Event) -> dict[str, Any]:
    """How a message is keyed."""
    if event.bus == "kafka" and event.key:
        key = {"type": "string", "description": f"`{event.key}` of the data, so that its events keep their order."}
        return {"kafka": {"key": key, "bindingVersion": _KAFKA}}
    return {}


def delivery(event: Event) -> dict[str, Any]:
    """What holds on any bus."""
    sure = event.policy.at_least_once is None or event.policy.at_least_once.value
    found = {
        "guarantee": "at-least-once" if sure else "at-most-once",
        "deduplicate-by": "id" if sure else "",
        "ordering": f"within one {event.key}" if event.key else "none",
        "key": f"$message.payload#/data/{event.key}" if event.key else "",
        "retention": iso(event),
        "stream": _context(event).upper().replace("-", "_").replace(".", "_") if event.bus == "nats" else "",
    }
    return {key: value for key, value in found.items() if value}


def dead_letters(event: Event, service: str) -> str:
    """Where what a service could not handle ends up; nothing where the model wants none."""
    wanted = event.policy.dead_letter is None or event.policy.dead_letter.value
    found = {"kafka": f"{_context(event)}.dead.{service}", "rabbitmq": f"{service}.dead"}
    return found.get(event.bus, f"{event.address}.dead.{service}") if wanted else ""


def _context(event: Event) -> str:
    """System and context: what shares a topic keeps its order within a key."""
    return ".".join(event.address.split(".")[:2])


def iso(event: Event) -> str:
    """How long an event is kept, ISO 8601."""
    seconds = int(event.kept.seconds)
    return f"P{seconds // 86400}D" if seconds % 86400 == 0 else f"PT{seconds}S"


def secure(system: System) -> bool:
    """Whether both sides of every connection show a certificate."""
    mtls = system.policies.calls.mtls
    return mtls is not None and mtls.value
