"""The smallest AsyncAPI documents that show a rule: one server, one channel, one operation, one message, with a line changed."""

from __future__ import annotations

HEAD = "asyncapi: 3.0.0\ninfo: { title: Orders, version: 1.0.0 }\n"
SERVER = "host: broker:4222, protocol: nats"
_OPERATIONS = {"send": "placed", "receive": "place", "": ""}


def server(text: str = SERVER, *, name: str = "main", more: str = "") -> str:
    """A document with one server."""
    return f"{HEAD}servers: {{ {name}: {{ {text} }} }}\n{more}"


def document(
    message: str = "payload: { type: object }",
    *,
    top: str = "",
    channel: str = "",
    address: str = "orders",
    key: str = "orders",
    messages: str = "",
    flow: str = "send",
    operation: str = "",
    operation_key: str = "",
) -> str:
    """A document with one channel and, unless `flow` is empty, one operation on it. `messages` stands in place of the one message."""
    held = messages or f"Order: {{ {message} }}"
    lines = [f"{HEAD}{top}channels:", f"  {key}:", f"    address: {address}", f"    messages: {{ {held} }}"]
    if channel:
        lines.append(f"    {channel}")
    if flow:
        named = operation_key or _OPERATIONS[flow]
        lines += ["operations:", f"  {named}:", f"    action: {flow}", f"    channel: {{ $ref: '#/channels/{key}' }}"]
        if operation:
            lines.append(f"    {operation}")
    return "\n".join(lines) + "\n"


def around(area: str, flow: str) -> str:
    """A document in which `$schema` stands for the schema of a payload or of headers."""
    word = "payload" if area == "payload" else "headers"
    schema = "{ schemaFormat: 'application/schema+json;version=2020-12', schema: _ }"
    return document(f"{word}: {schema}", flow=flow).replace("$", "$$").replace("_ }", "$schema }")


def parameter(schema: str) -> str:
    """A document in which a parameter of an address is described by a schema, which 2.x allows."""
    return (
        "asyncapi: 2.6.0\ninfo: { title: Orders, version: 1.0.0 }\nchannels:\n"
        f"  'orders/{{region}}':\n    parameters: {{ region: {{ schema: {schema} }} }}\n"
        "    subscribe: { message: { name: Order, payload: { type: object } } }\n"
    )
