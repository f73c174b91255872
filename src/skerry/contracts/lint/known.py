"""The formats that can be looked at, told apart without importing what reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from skerry.contracts.lint.seen import Seen
from skerry.contracts.lint.walk import Plan
from skerry.formats.asyncapi import version as asyncapi
from skerry.formats.bundle import Bundle
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


def _protobuf(name: str, head: bytes) -> bool:
    return name.lower().endswith((".proto", ".binpb", ".desc"))


def _graphql(name: str, head: bytes) -> bool:
    lowered = name.lower()
    return lowered.endswith((".graphql", ".graphqls", ".gql")) or (lowered.endswith(".json") and b'"__schema"' in head)


def _json_schema(name: str, head: bytes) -> bool:
    claimed: bool = import_module("skerry.contracts.diff.json_schema.claims").claims(name, head)
    return claimed


FORMATS = (
    Documents("openapi", openapi.claims, "openapi"),
    Documents("asyncapi", asyncapi.claims, "asyncapi"),
    Documents("graphql", _graphql, "graphql", whole=True),
    Documents("protobuf", _protobuf, "protobuf", whole=True),
    Documents("json-schema", _json_schema, "json_schema"),  # last: nearly any file could be one
)
