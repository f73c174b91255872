"""Whether a file is a JSON Schema: it says so, or everything at its top is a keyword."""

from __future__ import annotations

import re
from typing import Any

from skerry.formats.claimant import HEAD
from skerry.formats.text import read

_KEYWORDS = frozenset(
    (
        *(
            "$schema",
            "$id",
            "id",
            "$ref",
            "$defs",
            "definitions",
            "$comment",
            "$anchor",
            "$vocabulary",
            "$dynamicAnchor",
        ),
        *(
            "type",
            "enum",
            "const",
            "format",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
        ),
        *(
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
        ),
        *(
            "items",
            "additionalItems",
            "prefixItems",
            "maxItems",
            "minItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
        ),
        *(
            "maxProperties",
            "minProperties",
            "required",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
        ),
        *("dependencies", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems"),
        *(
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
        ),
    )
)
_TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))
_SAYS = re.compile(r"""["']?\$schema["']?\s*:\s*["']?https?://json-schema\.org/""")
_WORD = re.compile(r"""^["']?([$\w]+)["']?\s*:""", re.MULTILINE)
_ENDINGS = (".json", ".yaml", ".yml")
_FIRST = re.compile(r'\s*\{\s*"(type|\$defs|definitions|properties)"\s*:')


def claims(name: str, head: bytes) -> bool:
    """By `$schema`; else, for what fits into the head, by its keywords, and by those at the margin for what does not.

    `definitions` alone may also begin a Swagger document, whose head is not yet all of it.
    """
    if not name.lower().endswith(_ENDINGS):
        return False
    text = head.decode("utf-8", "replace")
    if _SAYS.search(text):
        return True
    if len(head) < HEAD:
        document, _ = read(name, head)
        return document is not None and _looks(document.value)
    first = _FIRST.match(text)
    return {"type", "properties"} <= set(_WORD.findall(text)) or (
        first is not None and (first[1] != "definitions" or len(head) > HEAD)
    )


def _looks(value: Any) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, bool)
    types = value.get("type", [])
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or not all(isinstance(each, str) and each in _TYPES for each in types):
        return False
    known = sum(key in _KEYWORDS or key.startswith("x-") for key in value)
    return bool(3 * known >= 2 * len(value))
