"""Kinds about which values are valid at all."""

from __future__ import annotations

import json

from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.kinds.kind import (
    Kind,
    schema,
    typed,
)

_A, _AB = '{"type": "string", "enum": ["a"]}', '{"type": "string", "enum": ["a", "b"]}'

VALUES = (
    Kind(
        "type",
        "type",
        "Values of another JSON type are valid than before. `number` holds `integer`.",
        narrowed=(typed("number"), typed("integer")),
        changed=(typed("object"), typed("array")),
    ),
    Kind(
        "nullable",
        "null",
        "Null is valid, or no longer: `nullable`, null among the types, or a union with null; the dialects say the same differently.",
        added=(typed("string"), schema(type=["string", "null"])),
        adds=Effect.WIDENED,
    ),
    Kind(
        "enum",
        "list of values",
        "Only the listed values are valid. A new value in what is sent meets readers who do not know it: announce it, or mark the list "
        "extensible (`x-extensible-enum`).",
        added=(typed("string"), _A),
        narrowed=(_AB, _A),
    ),
    Kind(
        "const",
        "fixed value",
        "One value alone is valid.",
        added=(typed("string"), schema(type="string", const="a")),
        changed=(schema(type="string", const="a"), schema(type="string", const="b")),
    ),
    Kind(
        "extensible-enum",
        "list of known values",
        "`x-extensible-enum` lists values that are known, and says that others will come.",
        narrowed=(
            json.dumps({"type": "string", "x-extensible-enum": ["a", "b"]}),
            json.dumps({"type": "string", "x-extensible-enum": ["a"]}),
        ),
        adds=Effect.NEITHER,
    ),
)
