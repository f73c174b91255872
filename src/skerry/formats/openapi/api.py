"""An OpenAPI document as a whole: its operations by method and path, its webhooks, security schemes and servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from skerry.formats import problems
from skerry.formats.bundle import Bundle
from skerry.formats.document import Document, first
from skerry.formats.json_schema import Part
from skerry.formats.openapi.operation import Defaults, Operation, operations, texts
from skerry.formats.openapi.version import Version, version_of
from skerry.formats.text import Text
from skerry.kernel.problem import Problem

_TEMPLATE = re.compile(r"\{[^/{}]*\}")


class Webhook(NamedTuple):
    """An operation that the API calls at its users; directions are swapped there."""

    name: str
    operation: Operation


class Api(Document):
    """A document. `schemas` holds its schemas, and follows references into the files beside it."""

    def __init__(self, text: Text, version: Version, name: str, bundle: Bundle) -> None:
        super().__init__(text, version.dialect, name, bundle)
        self.version = version

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


def open_api(bundle: Bundle) -> tuple[Api | None, tuple[Problem, ...]]:
    """The document that a bundle names first, and what is wrong with it; None where it cannot be used."""
    text, found = first(bundle)
    if text is None:
        return None, found
    version = version_of(text.value) if isinstance(text.value, dict) else None
    if version is None:
        what = "this version of OpenAPI is not known"
        instead = "Skerry reads 2.0, 3.0, 3.1 and 3.2; write `openapi: 3.1.0` at the top."
        return None, (*found, Problem(problems.UNKNOWN, what, text.span("/openapi"), instead=instead))
    return Api(text, version, bundle.names[0], bundle), found


def anonymous(path: str) -> str:
    """A path without the names of its parameters, and without a slash at its end."""
    return _TEMPLATE.sub("{}", path).rstrip("/") or "/"
