"""Fills in the defaults of a structural schema, as the API server does before it asks any rule."""

from __future__ import annotations

from typing import Any

_DEEPEST = 200


def with_defaults(value: Any, schema: Any, depth: int = 0) -> Any:
    """A copy of the value in which every field that is missing and has a default is there."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return value
    if isinstance(value, list):
        items = schema.get("items")
        return [with_defaults(each, items, depth + 1) for each in value] if isinstance(items, dict) else value
    if not isinstance(value, dict):
        return value
    properties = schema.get("properties")
    more = schema.get("additionalProperties")
    filled = dict(value)
    if isinstance(properties, dict):
        for name, each in properties.items():
            if isinstance(each, dict) and "default" in each and filled.get(name) is None and not (
                name in filled and each.get("nullable")
            ):  # fmt: skip
                filled[name] = each["default"]
            if name in filled:
                filled[name] = with_defaults(filled[name], each, depth + 1)
    if isinstance(more, dict):
        for name in filled.keys() - (properties or {}).keys():
            filled[name] = with_defaults(filled[name], more, depth + 1)
    return filled
