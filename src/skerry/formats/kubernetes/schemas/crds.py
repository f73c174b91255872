"""Schemas of kinds that are not built in: CustomResourceDefinitions, and JSON Schemas with a kind's name and version in their path.

Sources: Kubernetes documentation, CustomResourceDefinitions (structural schemas); the layout of datreeio/CRDs-catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.schemas.known import Custom
from skerry.formats.kubernetes.values import at, mapping, rows, text

TYPE = "CustomResourceDefinition.apiextensions.k8s.io"
_FILE = re.compile(r"([a-z0-9]+)_(v\d+(?:(?:alpha|beta)\d+)?)\.json")
_JUNCTORS = ("allOf", "anyOf", "oneOf", "not")
_OPEN = "x-kubernetes-preserve-unknown-fields"
_EITHER = "x-kubernetes-int-or-string"
_EMBEDDED = "x-kubernetes-embedded-resource"
_TAKEN = (
    "type", "enum", "required", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
    "minItems", "maxItems", "minProperties", "maxProperties", "multipleOf", "uniqueItems", "description", *_JUNCTORS,
)  # fmt: skip
_DEEPEST = 200


def of_crds(objects: Iterable[Resource]) -> Iterator[tuple[tuple[str, str], Custom]]:
    """API version and kind, with the schema, of each version that these definitions serve."""
    for each in objects:
        if each.type != TYPE:
            continue
        group, kind = text(each.body, "spec", "group"), text(each.body, "spec", "names", "kind")
        for _, version in rows(each.body, "spec", "versions"):
            structural = at(version, "schema", "openAPIV3Schema")
            name = text(version, "name")
            if kind and name and version.get("served") is not False and isinstance(structural, dict):
                yield (f"{group}/{name}", kind), Custom(_whole(structural), structural)


def of_json(path: str, value: Any) -> tuple[tuple[str, str], Custom] | None:
    """The schema that a file `GROUP/kind_version.json` is; None for a file that is called otherwise, or is no schema.

    The kind in it is in lower case: so it is looked up (`Schemas.custom`), beside the real name where the schema has it.
    """
    file = PurePosixPath(path)
    named = _FILE.fullmatch(file.name)
    if named is None or not isinstance(value, dict) or "properties" not in value:
        return None
    kinds = mapping(value, "properties", "kind").get("enum")
    kind = kinds[0] if isinstance(kinds, list) and kinds and isinstance(kinds[0], str) else named[1]
    return (f"{file.parent.name}/{named[2]}", kind), Custom(value)


def _whole(structural: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with what every object may have; metadata beyond names and labels are the server's."""
    found = _strict(structural, 0)
    properties = found.setdefault("properties", {})
    properties.setdefault("apiVersion", {"type": "string"})
    properties.setdefault("kind", {"type": "string"})
    said = properties.get("metadata")
    properties["metadata"] = {**said, "additionalProperties": True} if isinstance(said, dict) else {"type": "object"}
    return found


def _strict(schema: Any, depth: int) -> dict[str, Any]:
    """A structural schema as a JSON Schema that refuses fields which it does not name, as `kubectl apply` does (fieldValidation: Strict).

    Below `allOf` and its like stand only conditions on values, which say nothing of which fields there are.
    """
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return {}
    found = {key: schema[key] for key in _TAKEN if key in schema}
    if schema.get(_EITHER):
        found.pop("type", None)
        found.setdefault("anyOf", [{"type": "integer"}, {"type": "string"}])
    if isinstance(schema.get("items"), dict):
        found["items"] = _strict(schema["items"], depth + 1)
    properties = schema.get("properties")
    more = schema.get("additionalProperties")
    if isinstance(properties, dict):
        found["properties"] = {name: _strict(each, depth + 1) for name, each in properties.items()}
        if schema.get(_EMBEDDED):
            for name in ("apiVersion", "kind", "metadata"):
                found["properties"].setdefault(name, {})
    if isinstance(more, dict):
        found["additionalProperties"] = _strict(more, depth + 1)
    elif isinstance(properties, dict) and not schema.get(_OPEN) and more is not True:
        found["additionalProperties"] = False
    return _or_null(found) if schema.get("nullable") else found


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    if isinstance(schema.get("enum"), list):
        schema["enum"] = [*schema["enum"], None]
    return schema
