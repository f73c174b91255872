"""The CloudEvents 1.0 envelope: its schema, the headers of its binary mode, and an example."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from skerry.contracts.write.basic import Schema
from skerry.contracts.write.events import COMPATIBILITY, Event

CONTENT_TYPE = "application/cloudevents+json"
ENVELOPE, HEADERS = "CloudEvent", "CloudEventHeaders"
_PREFIXES = {"kafka": "ce_", "rabbitmq": "cloudEvents_"}  # by the protocol bindings of CloudEvents; others as HTTP does
_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
_ATTRIBUTES: dict[str, Schema] = {
    "specversion": {"type": "string", "const": "1.0"},
    "id": {
        "type": "string",
        "description": "Unique for its source; whoever hears an event twice knows it by this.",
        "minLength": 1,
        "maxLength": 255,
    },
    "source": {
        "type": "string",
        "description": "The service that sends it.",
        "format": "uri-reference",
        "maxLength": 255,
    },
    "type": {"type": "string", "description": "What happened; also the address of the channel.", "maxLength": 255},
    "subject": {"type": "string", "description": "The aggregate that it happened to.", "maxLength": 255},
    "time": {"type": "string", "description": "When it happened.", "format": "date-time", "maxLength": 35},
    "datacontenttype": {"type": "string", "const": "application/json"},
    "dataschema": {
        "type": "string",
        "description": "The `$id` of the schema of `data`.",
        "format": "uri",
        "maxLength": 255,
    },
    "partitionkey": {"type": "string", "description": "Events of one key keep their order.", "maxLength": 255},
    "traceparent": {
        "type": "string",
        "description": "The trace that caused it (W3C Trace Context).",
        "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
        "maxLength": 55,
    },
}
_REQUIRED = ("specversion", "id", "source", "type", "time", "datacontenttype", "dataschema")


def shared(bus: str) -> dict[str, Schema]:
    """The definitions that all messages of a document use."""
    prefix = _PREFIXES.get(bus, "ce-")
    headers = {f"{prefix}{name}": schema for name, schema in _ATTRIBUTES.items() if name != "datacontenttype"}
    return {
        ENVELOPE: {
            "type": "object",
            "description": "CloudEvents 1.0, structured mode. Extension attributes may be added by anybody on the way.",
            "required": [*_REQUIRED, "data"],
            "properties": {**_ATTRIBUTES, "data": {"description": "What happened, by `dataschema`."}},
            "additionalProperties": True,
        },
        HEADERS: {
            "type": "object",
            "description": "The same attributes as headers, so that events can be routed unopened; in binary mode they are "
            "all there is, and the body is `data` alone.",
            "properties": {"content-type": {"type": "string", "maxLength": 255}, **headers},
            "additionalProperties": True,
        },
    }


def payload(event: Event, base: str, data: str) -> Schema:
    """The envelope of one event, whose data is the definition `data`."""
    own: dict[str, Schema] = {
        "type": {"type": "string", "const": event.address},
        "dataschema": {"type": "string", "const": event.id},
        "data": {"$ref": f"{base}{data}"},
    }
    if event.producers:
        own["source"] = {"type": "string", "enum": [f"/{name}" for name in event.producers]}
    required = ["subject", "partitionkey"] if event.key else []
    return {
        "x-compatibility": COMPATIBILITY,
        "allOf": [
            {"$ref": f"{base}{ENVELOPE}"},
            {"type": "object", **({"required": required} if required else {}), "properties": own},
        ],
    }


def example(event: Event, data: Any) -> dict[str, Any]:
    """An event with this data."""
    key = str(data[event.key]) if event.key and isinstance(data, dict) and event.key in data else ""
    return {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, event.address)),
        "source": f"/{event.producers[0] if event.producers else event.name.context}",
        "type": event.address,
        **({"subject": key} if key else {}),
        "time": "2026-03-31T09:30:00Z",
        "datacontenttype": "application/json",
        "dataschema": event.id,
        **({"partitionkey": key} if key else {}),
        "traceparent": _TRACE,
        "data": data,
    }


def headers(event: Event, envelope: dict[str, Any]) -> dict[str, str]:
    """The headers beside an event."""
    prefix = _PREFIXES.get(event.bus, "ce-")
    named = {f"{prefix}{name}": envelope[name] for name in ("specversion", "id", "source", "type", "time")}
    return {"content-type": CONTENT_TYPE, **named}
