"""What the rules share while one document is looked at: where references lead, what refers to what, and what was computed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from skerry.contracts.lint.node import Kind, Node
from skerry.formats.json_schema import Part, Place, Schemas
from skerry.formats.openapi import Api
from skerry.formats.openapi.operation import Operation

T = TypeVar("T")
_HOPS = 50


class Desk:
    """`raw` is the whole document, `schemas` follows its references; `api` is the model of an OpenAPI document, `value` that of others.

    `references` are all that were seen on the way, by the place they lead to; `valued` are the parts that give examples or a default.
    """

    def __init__(self, raw: Any, schemas: Schemas | None = None, api: Api | None = None, value: Any = None) -> None:
        self.raw = raw
        self.api = api
        self.value = value
        self.schemas = schemas
        self.references: dict[Place, list[Node]] = {}
        self.dangling: list[Node] = []
        self.valued: list[Node] = []
        self._targets: dict[tuple[str, str], Part | None] = {}
        self._memo: dict[tuple[str, int], Any] = {}
        self._kept: list[Any] = []  # what the keys of the memo identify must not be freed

    def refer(self, node: Node) -> Part | None:
        """Where a `$ref` leads, in one step; remembers that it was seen."""
        target = self.target(Part(node.raw, _place(node)))
        if target is None:
            self.dangling.append(node)
        else:
            self.references.setdefault(target.place, []).append(node)
        return target

    def target(self, part: Part) -> Part | None:
        """Where the `$ref` of a part leads, in one step."""
        reference = part.raw["$ref"]
        key = (part.place.document, reference)
        if key not in self._targets:
            self._targets[key] = self.schemas.follow(reference, part) if self.schemas else None
        return self._targets[key]

    def follow(self, part: Part) -> Part:
        """A part after its references: an empty map where they lead nowhere or in a circle."""
        for _ in range(_HOPS):
            if not isinstance(part.raw, dict):
                break
            if not isinstance(part.raw.get("$ref"), str):
                return part
            found = self.target(part)
            if found is None:
                break
            part = found
        return part._replace(raw={})

    def child(self, node: Node, *keys: str | int) -> Part:
        """What stands below a part at these keys, after references: an empty map where there is nothing."""
        part = Part(node.raw, _place(node))
        for key in keys:
            part = self.follow(part)
            found = part.raw.get(key) if isinstance(part.raw, dict) else None
            part = part.below(key) if isinstance(found, dict) else part._replace(raw={})
        return self.follow(part)

    def operation(self, node: Node) -> Operation:
        """The model of an operation of OpenAPI."""
        assert self.api is not None and node.parent is not None
        api, item = self.api, node.parent

        def make() -> Operation:
            parts = (Part(node.raw, _place(node)), Part(item.raw, _place(item)))
            return Operation(node.key.upper(), item.key, *parts, api.defaults)

        return self.once("operation", node.raw, make)

    def once(self, what: str, of: Any, make: Callable[[], T]) -> T:
        """What `make` gives for a part of the document, made the first time it is asked for."""
        key = (what, id(of))
        if key not in self._memo:
            self._kept.append(of)
            self._memo[key] = make()
        found: T = self._memo[key]
        return found

    @property
    def swagger(self) -> bool:
        """Whether the document is of OpenAPI 2.0."""
        return self.api is not None and self.api.version == "2.0"


def part(node: Node) -> Part:
    """A part of a document that is JSON, as its format knows it."""
    return Part(node.raw, _place(node))


def stated(node: Node) -> list[str]:
    """The statuses that an operation says it answers, without looking at the answers."""
    responses = node.raw.get("responses")
    names = (str(each) for each in responses) if isinstance(responses, dict) else ()
    return [name if name == "default" else name.upper() for name in names if not name.startswith("x-")]


def top(node: Node) -> bool:
    """Whether an operation is one that the API itself offers, under a path of its own."""
    return node.kind is Kind.OPERATION and node.parent is not None and node.parent.key.startswith("/")


def _place(node: Node) -> Place:
    assert isinstance(node.place, Place)
    return node.place
