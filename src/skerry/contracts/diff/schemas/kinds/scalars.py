"""Kinds about numbers and texts."""

from __future__ import annotations

from skerry.contracts.diff.schemas.kinds.kind import (
    INTEGER,
    STRING,
    Kind,
    limit,
    typed,
)

SCALARS = (
    limit("minLength", "min-length", "length of a text", "string", 1, 5),
    limit("maxLength", "max-length", "length of a text", "string", 9, 5),
    limit("minimum", "minimum", "number", "number", 1, 5),
    limit("maximum", "maximum", "number", "number", 9, 5),
    limit("exclusiveMinimum", "exclusive-minimum", "number, itself left out,", "number", 1, 5),
    limit("exclusiveMaximum", "exclusive-maximum", "number, itself left out,", "number", 9, 5),
    Kind(
        "multiple-of",
        "step of a number",
        "`multipleOf`: numbers are multiples of it.",
        (typed("number"), typed("number", multipleOf=2)),
        (typed("number", multipleOf=2), typed("number", multipleOf=4)),
        (typed("number", multipleOf=2), typed("number", multipleOf=3)),
    ),
    Kind(
        "pattern",
        "pattern",
        "A regular expression that a text matches somewhere. Two of them are compared by their wording: that one holds the other is not "
        "seen.",
        (typed("string"), typed("string", pattern="^a")),
        (typed("string", pattern="^a"), typed("string", pattern="^a", allOf=[{"pattern": "z$"}])),
        (typed("string", pattern="^a"), typed("string", pattern="^b")),
    ),
    Kind(
        "format",
        "format",
        "`format` names what a text or number stands for. Validators need not check it; the code that people generate does.",
        (typed("string"), typed("string", format="date")),
        (typed("integer", format="int64"), typed("integer", format="int32")),
        (typed("string", format="date"), typed("string", format="email")),
    ),
    Kind(
        "content-encoding",
        "encoding of a content",
        "`contentEncoding`: how bytes are written as text.",
        (typed("string"), typed("string", contentEncoding="base64")),
        None,
        (typed("string", contentEncoding="base64"), typed("string", contentEncoding="base16")),
    ),
    Kind(
        "content-media-type",
        "media type of a content",
        "`contentMediaType`: what a text holds.",
        (typed("string"), typed("string", contentMediaType="image/png")),
        None,
        (typed("string", contentMediaType="image/png"), typed("string", contentMediaType="text/html")),
    ),
    Kind(
        "content-schema",
        "schema of a content",
        "`contentSchema`: the schema of what a text holds.",
        (
            typed("string", contentMediaType="application/json"),
            typed("string", contentMediaType="application/json", contentSchema=STRING),
        ),
        None,
        (typed("string", contentSchema=STRING), typed("string", contentSchema=INTEGER)),
    ),
)
