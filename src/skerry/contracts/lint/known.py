"""The formats that can be looked at, told apart without importing what reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from skerry.contracts.diff import protobuf
from skerry.contracts.diff.json_schema.claims import claims as json_schema
from skerry.contracts.lint.seen import Seen
from skerry.contracts.lint.walk import Plan
from skerry.formats.asyncapi import version as asyncapi
from skerry.formats.bundle import Bundle
from skerry.formats.graphql import claims as graphql
from skerry.formats.openapi import version as openapi

_HERE = "skerry.contracts.lint.documents"


@dataclass(frozen=True, slots=True)
class Documents:
    """A format. `claims(name, head)` says whether a file is of it, by its name and first few kilobytes; `whole`: all files are one."""

    name: str
    claims: Callable[[str, bytes], bool]
    module: str
    whole: bool = False

    def look(self, bundle: Bundle, rules: Plan) -> Seen:
        """What the rules say about the documents of a bundle."""
        seen: Seen = import_module(f"{_HERE}.{self.module}").look(bundle, rules)
        return seen


FORMATS = (
    Documents("openapi", openapi.claims, "openapi"),
    Documents("asyncapi", asyncapi.claims, "asyncapi"),
    Documents("graphql", graphql.claims, "graphql", whole=True),
    Documents("protobuf", protobuf.claims, "protobuf", whole=True),
    Documents("json-schema", json_schema, "json_schema"),  # last: nearly any file could be one
)
