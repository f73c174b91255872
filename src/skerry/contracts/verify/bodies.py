"""Bodies that a schema allows: what the document gives as an example, else a small one; and others, for what must differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from itertools import islice
from random import Random
from typing import Any

from skerry.contracts.diff.schemas.samples import Hints, NothingError, smallest, variants
from skerry.contracts.verify.answers import Judge
from skerry.formats.json_schema import Part, Shape
from skerry.formats.openapi import Api, Content, Operation, Parameter

_TRIED = 400
_AT_MOST = 6


class Bodies:
    """Bodies for the operations of an API; the same seed gives the same bodies in the same order."""

    def __init__(self, api: Api, judge: Judge, random: Random) -> None:
        self._api = api
        self._judge = judge
        self._random = random
        self._made: dict[str, list[Any]] = {}

    def of(self, operation: Operation) -> list[Any]:
        """Different bodies that the operation takes, the likeliest first; none where it takes none, or none is found."""
        if operation.name not in self._made:
            content = json_content(operation)
            found = list(self._bodies(content)) if content else []
            self._made[operation.name] = [found[0], *self._mixed(found[1:])] if found else []
        return self._made[operation.name]

    def value(self, parameter: Parameter) -> str | None:
        """A value for a parameter, as it is written in a query or a header."""
        shape = self._api.shape(parameter.schema)
        given = [parameter.part.raw[name] for name in ("example", "default") if name in parameter.part.raw]
        try:
            found = next(iter([*given, *shape.written("default", "example"), *(shape.values or ()), smallest(shape)]))
        except (NothingError, RecursionError):
            return None
        return str(found).lower() if isinstance(found, bool) else str(found)

    def _mixed(self, found: list[Any]) -> list[Any]:
        return self._random.sample(found, len(found))

    def _bodies(self, content: Content) -> Iterator[Any]:
        shape = self._api.shape(content.schema)
        seen: list[Any] = []
        for each in self._candidates(content, shape):
            body = _sendable(shape, each)
            if body not in seen and self._judge.valid(_sent(content.schema), body):
                seen.append(body)
                yield body
            if len(seen) == _AT_MOST:
                return

    def _candidates(self, content: Content, shape: Shape) -> Iterator[Any]:
        first: list[Any] = list(_examples(content, shape))
        with suppress(NothingError, RecursionError):
            first.append(smallest(shape))
        yield from first
        for each in first:
            yield from _altered(each)
        hints = Hints()
        hints.take(shape)
        try:
            yield from islice(variants(shape, hints), _TRIED)
        except (NothingError, RecursionError):
            return


def json_content(operation: Operation) -> Content | None:
    """The body of an operation as JSON, if it takes one."""
    content: Mapping[str, Content] = operation.body.content if operation.body else {}
    return next((each for media, each in content.items() if "json" in media.lower()), None)


def _examples(content: Content, shape: Shape) -> Iterator[Any]:
    raw = content.part.raw
    if "example" in raw:
        yield raw["example"]
    listed = raw.get("examples")
    for each in listed.values() if isinstance(listed, dict) else ():
        if isinstance(each, dict) and "value" in each:
            yield each["value"]
    yield from shape.written("example")
    for several in shape.written("examples"):
        yield from several if isinstance(several, list) else ()


def _sendable(shape: Shape, body: Any) -> Any:
    """The body without what only answers have."""
    if not isinstance(body, dict):
        return body
    return {name: each for name, each in body.items() if shape.members.named(name).said("readOnly") is not True}


def _sent(part: Part | None) -> Part | None:
    """The schema to check a request with: none where answers have required fields that requests do not."""
    raw = part.raw if part else None
    properties = raw.get("properties") if isinstance(raw, dict) else None
    reads = any(isinstance(each, dict) and each.get("readOnly") is True for each in (properties or {}).values())
    return None if reads else part


def _altered(body: Any) -> Iterator[Any]:
    """The body with one of its values changed; what names another thing is changed last."""
    if not isinstance(body, dict):
        return
    for name in sorted(body, key=lambda each: (each.lower().endswith("id"), isinstance(body[each], dict | list))):
        for value in _other(body[name]):
            yield {**body, name: value}


def _other(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    elif isinstance(value, str) and value:
        last = "1" if value[-1] != "1" else "2"
        yield from (each for each in (value[:-1] + last, f"{value}{last}", value[:-1]) if not _same_amount(each, value))
    elif isinstance(value, dict):
        yield from _altered(value)
    elif isinstance(value, list) and value:
        yield from ([each, *value[1:]] for each in _other(value[0]))


def _same_amount(one: str, other: str) -> bool:
    """Whether both are one number, written otherwise: a service may take that for the same request."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
