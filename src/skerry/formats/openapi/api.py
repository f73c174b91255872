"""An OpenAPI document as a whole: its operations by method and path, its webhooks, security schemes and servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.json_schema import Part, Place, Schemas, Shape
from skerry.formats.openapi.operation import Defaults, Operation, operations, texts
from skerry.formats.openapi.version import Version, version_of
from skerry.formats.text import Text, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_TEMPLATE = re.compile(r"\{[^/{}]*\}")
_HOPS = 50


class Webhook(NamedTuple):
    """An operation that the API calls at its users; directions are swapped there."""

    name: str
    operation: Operation


class Api:
    """A document. `schemas` holds its schemas, and follows references into the files beside it."""

    def __init__(self, text: Text, version: Version, name: str, bundle: Bundle) -> None:
        self.text = text
        self.version = version
        self.raw: dict[str, Any] = text.value
        self.root = Part(self.raw, Place("", ""))
        self.bundle = bundle
        self.schemas = Schemas(self.raw, version.dialect, name, bundle)
        self._texts: dict[str, Text | None] = {"": text, name: text}

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """By method and path, with templates made anonymous: `GET /orders/{}`."""
        paths = self.raw.get("paths")
        found = {}
        for path, item in paths.items() if isinstance(paths, dict) else ():
            if isinstance(item, dict) and not path.startswith("x-"):
                for operation in operations(path, self.root.below("paths", path), self.defaults):
                    found[f"{operation.method} {anonymous(path)}"] = operation
        return found

    @cached_property
    def webhooks(self) -> dict[str, Webhook]:
        """By name and method."""
        hooks = self.raw.get("webhooks")
        found = {}
        for name, item in hooks.items() if isinstance(hooks, dict) else ():
            if isinstance(item, dict):
                for operation in operations(name, self.root.below("webhooks", name), self.defaults):
                    found[f"{name} {operation.method}"] = Webhook(name, operation)
        return found

    @cached_property
    def defaults(self) -> Defaults:
        """What holds for all operations."""
        raw = self.raw
        return Defaults(
            follow=self.follow,
            swagger=self.version is Version.V2,
            security=raw.get("security"),
            consumes=texts(raw.get("consumes")),
            produces=texts(raw.get("produces")),
        )

    @cached_property
    def security_schemes(self) -> dict[str, Part]:
        """By name."""
        holder = "securityDefinitions" if self.version is Version.V2 else "components/securitySchemes"
        part: Part | None = self.root
        for key in holder.split("/"):
            part = part.below(key) if part and isinstance(part.raw.get(key), dict) else None
        names = part.raw if part else {}
        return {name: self.follow(part.below(name)) for name, raw in names.items() if part and isinstance(raw, dict)}

    @cached_property
    def component_schemas(self) -> Mapping[str, Any]:
        """The named schemas, as written."""
        components = self.raw.get("components")
        outer = self.raw if self.version is Version.V2 else components if isinstance(components, dict) else {}
        holder = outer.get("definitions" if self.version is Version.V2 else "schemas")
        return holder if isinstance(holder, dict) else {}

    @property
    def info(self) -> Mapping[str, Any]:
        """Title, version and the like."""
        found = self.raw.get("info")
        return found if isinstance(found, dict) else {}

    def shape(self, part: Part | None) -> Shape:
        """The schema that stands at a part; one that accepts everything for None."""
        return self.schemas.all(() if part is None else (part,))

    def follow(self, part: Part) -> Part:
        """What a `$ref` in place of an object leads to; an empty object, and a problem, where it leads nowhere or round."""
        for _ in range(_HOPS):
            reference = part.raw.get("$ref") if isinstance(part.raw, dict) else None
            if not isinstance(reference, str):
                break
            found = self.schemas.follow(reference, part)
            if found is None:
                return part._replace(raw={})
            part = found
        return part if isinstance(part.raw, dict) and "$ref" not in part.raw else part._replace(raw={})

    def span(self, place: Place) -> Span:
        """Where a place is in its file."""
        if place.document not in self._texts:
            self._texts[place.document] = self._read(place.document)
        text = self._texts[place.document]
        return text.span(place.pointer) if text else Span(self.bundle.place(place.document))

    def _read(self, name: str) -> Text | None:
        try:
            data = self.bundle.fetch(name)
        except TooLargeError:
            return None
        return read(self.bundle.place(name), data)[0] if data is not None else None


def open_api(bundle: Bundle) -> tuple[Api | None, tuple[Problem, ...]]:
    """The document that a bundle names first, and what is wrong with it; None where it cannot be used."""
    name = bundle.names[0]
    place = bundle.place(name)
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        return None, (Problem(problems.UNREADABLE, "larger than 64 MB", Span(place)),)
    if data is None:
        return None, (Problem(problems.UNREADABLE, "not there, or it may not be read", Span(place)),)
    text, found = read(place, data)
    if text is None:
        return None, found
    version = version_of(text.value) if isinstance(text.value, dict) else None
    if version is None:
        what = "this version of OpenAPI is not known"
        instead = "Skerry reads 2.0, 3.0, 3.1 and 3.2; write `openapi: 3.1.0` at the top."
        return None, (*found, Problem(problems.UNKNOWN, what, text.span("/openapi"), instead=instead))
    return Api(text, version, name, bundle), found


def anonymous(path: str) -> str:
    """A path without the names of its parameters, and without a slash at its end."""
    return _TEMPLATE.sub("{}", path).rstrip("/") or "/"
