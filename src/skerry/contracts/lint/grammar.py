"""What stands where in OpenAPI, AsyncAPI and JSON Schema: for each kind of part, which keyword holds parts of which kind."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from skerry.contracts.lint.node import Kind


class Form(Enum):
    """How a keyword holds parts: one (or a list of them), or by name."""

    ONE = "one"
    MAP = "map"


class Slot(NamedTuple):
    """The kind and form of what a keyword holds."""

    kind: Kind
    form: Form


Grammar = Mapping[Kind, Mapping[str, Slot]]
ANY = "*"


def _slots(one: Mapping[str, Kind] | None = None, named: Mapping[str, Kind] | None = None) -> dict[str, Slot]:
    ones = {key: Slot(kind, Form.ONE) for key, kind in (one or {}).items()}
    return ones | {key: Slot(kind, Form.MAP) for key, kind in (named or {}).items()}


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_SCHEMA = _slots(
    dict.fromkeys(
        (
            "items", "additionalItems", "additionalProperties", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
            "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "prefixItems", "contentSchema",
        ),
        Kind.SCHEMA,
    ),
    dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), Kind.SCHEMA),
)  # fmt: skip


def _item(operation: Kind) -> dict[str, Slot]:
    one = {**dict.fromkeys(_METHODS, operation), "parameters": Kind.PARAMETER, "servers": Kind.SERVER}
    return _slots(one, {"additionalOperations": operation})


_OPERATION = _slots(
    {"parameters": Kind.PARAMETER, "requestBody": Kind.BODY, "servers": Kind.SERVER},
    {"responses": Kind.RESPONSE, "callbacks": Kind.CALLBACK},
)
_VALUED = _slots({"schema": Kind.SCHEMA}, {"content": Kind.MEDIA, "examples": Kind.EXAMPLE})

OPENAPI: Grammar = {
    Kind.API: _slots(
        {"info": Kind.INFO, "servers": Kind.SERVER, "tags": Kind.TAG, "components": Kind.COMPONENTS},
        {
            "paths": Kind.PATH, "webhooks": Kind.HOOK, "x-webhooks": Kind.HOOK, "definitions": Kind.SCHEMA, "parameters": Kind.PARAMETER,
            "responses": Kind.RESPONSE, "securityDefinitions": Kind.SCHEME,
        },
    ),
    Kind.COMPONENTS: _slots(
        named={
            "schemas": Kind.SCHEMA, "responses": Kind.RESPONSE, "parameters": Kind.PARAMETER, "examples": Kind.EXAMPLE,
            "requestBodies": Kind.BODY, "headers": Kind.HEADER, "securitySchemes": Kind.SCHEME, "links": Kind.LINK,
            "callbacks": Kind.CALLBACK, "pathItems": Kind.PATH, "mediaTypes": Kind.MEDIA,
        }
    ),
    Kind.PATH: _item(Kind.OPERATION),
    Kind.HOOK: _item(Kind.CALLED),
    Kind.CALLBACK: {ANY: Slot(Kind.HOOK, Form.ONE)},
    Kind.OPERATION: _OPERATION,
    Kind.CALLED: _OPERATION,
    Kind.PARAMETER: _VALUED,
    Kind.HEADER: _VALUED,
    Kind.BODY: _slots(named={"content": Kind.MEDIA}),
    Kind.RESPONSE: _slots(
        {"schema": Kind.SCHEMA}, {"content": Kind.MEDIA, "headers": Kind.HEADER, "links": Kind.LINK}
    ),
    Kind.MEDIA: _slots(
        {"schema": Kind.SCHEMA, "itemSchema": Kind.SCHEMA}, {"examples": Kind.EXAMPLE, "encoding": Kind.ENCODING}
    ),
    Kind.ENCODING: _slots(named={"headers": Kind.HEADER}),
    Kind.SCHEMA: _SCHEMA,
}  # fmt: skip

ASYNCAPI: Grammar = {
    Kind.EVENTS: _slots(
        {"info": Kind.INFO, "components": Kind.COMPONENTS},
        {"servers": Kind.BROKER, "channels": Kind.CHANNEL, "operations": Kind.EVENT_OPERATION},
    ),
    Kind.INFO: _slots({"tags": Kind.TAG}),
    Kind.COMPONENTS: _slots(
        named={
            "schemas": Kind.SCHEMA, "messages": Kind.MESSAGE, "channels": Kind.CHANNEL, "servers": Kind.BROKER,
            "operations": Kind.EVENT_OPERATION, "securitySchemes": Kind.SCHEME, "messageTraits": Kind.TRAIT,
            "operationTraits": Kind.TRAIT,
        }
    ),
    Kind.CHANNEL: _slots(
        {"publish": Kind.EVENT_OPERATION, "subscribe": Kind.EVENT_OPERATION, "servers": Kind.BROKER},
        {"messages": Kind.MESSAGE},
    ),
    Kind.EVENT_OPERATION: _slots(
        {"message": Kind.MESSAGE, "messages": Kind.MESSAGE, "channel": Kind.CHANNEL, "traits": Kind.TRAIT}
    ),
    Kind.MESSAGE: _slots(
        {"payload": Kind.SCHEMA, "headers": Kind.SCHEMA, "oneOf": Kind.MESSAGE, "traits": Kind.TRAIT}
    ),
    Kind.TRAIT: _slots({"headers": Kind.SCHEMA}),
    Kind.SCHEMA: {**_SCHEMA, "schema": Slot(Kind.SCHEMA, Form.ONE)},  # a schema with its format beside it
}  # fmt: skip

JSON_SCHEMA: Grammar = {Kind.SCHEMA: _SCHEMA}
