"""What rules look at: a part of a contract, of which kind it is, and where it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from skerry.formats.json_schema import Place
from skerry.formats.text import escaped
from skerry.kernel.span import Span


class Kind(StrEnum):
    """The kinds of parts. Those from `EVENTS` on are of AsyncAPI, from `GRAPHQL` on of GraphQL, from `PROTO` on of Protocol Buffers."""

    API = "openapi document"
    INFO = "info"
    COMPONENTS = "components"
    PATH = "path"
    HOOK = "webhook"
    CALLBACK = "callback"
    OPERATION = "operation"
    CALLED = "operation of a webhook or callback"
    PARAMETER = "parameter"
    BODY = "body"
    RESPONSE = "response"
    HEADER = "header"
    MEDIA = "media type"
    ENCODING = "encoding"
    LINK = "link"
    SCHEMA = "schema"
    EXAMPLE = "example"
    SCHEME = "security scheme"
    SERVER = "server"
    TAG = "tag"
    REFERENCE = "reference"
    EVENTS = "asyncapi document"
    BROKER = "asyncapi server"
    CHANNEL = "channel"
    EVENT_OPERATION = "asyncapi operation"
    MESSAGE = "message"
    TRAIT = "trait"
    GRAPHQL = "graphql schema"
    TYPE = "type"
    FIELD = "field"
    ARGUMENT = "argument"
    VALUE = "enum value"
    DIRECTIVE = "directive"
    PROTO = "protobuf file"
    PROTO_MESSAGE = "protobuf message"
    PROTO_FIELD = "protobuf field"
    PROTO_ENUM = "protobuf enum"
    SERVICE = "protobuf service"
    RPC = "rpc"


class Node:
    """A part of a contract. `raw` is what is written (a map), or the value that a format made of it; `parent` is what it stands in."""

    __slots__ = ("key", "kind", "parent", "place", "raw")

    def __init__(self, kind: Kind, raw: Any, place: Place | Span, key: str, parent: Node | None) -> None:
        self.kind = kind
        self.raw = raw
        self.place = place
        self.key = key
        self.parent = parent

    def below(self, *keys: str | int) -> Place | Span:
        """The place at these keys below it."""
        if isinstance(self.place, Span):
            return self.place
        more = "".join(f"/{escaped(str(key))}" for key in keys)
        return Place(self.place.document, self.place.pointer + more)

    def within(self, *kinds: Kind) -> Node | None:
        """The nearest part of one of these kinds that it stands in, or is."""
        node: Node | None = self
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node


class Hit(NamedTuple):
    """A place that breaks a rule, and what is wrong there in one line."""

    place: Place | Span
    message: str
