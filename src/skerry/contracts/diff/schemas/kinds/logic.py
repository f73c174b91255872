"""Kinds about branches and conditions."""

from __future__ import annotations

import json

from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.kinds.kind import (
    INTEGER,
    SHORT,
    STRING,
    Kind,
    schema,
    typed,
)

CAT = {
    "type": "object",
    "properties": {"cat": {"type": "boolean"}},
    "required": ["cat"],
    "additionalProperties": False,
}

DOG = {
    "type": "object",
    "properties": {"dog": {"type": "boolean"}},
    "required": ["dog"],
    "additionalProperties": False,
}

COW = {
    "type": "object",
    "properties": {"cow": {"type": "boolean"}},
    "required": ["cow"],
    "additionalProperties": False,
}

LOGIC = (
    Kind(
        "one-of",
        "branch of `oneOf`",
        "Exactly one branch holds. Branches are matched by what they accept. A branch that overlaps another makes data invalid that both "
        "accept. Narrowed, widened, changed: a schema became a union or ceased to be one.",
        (schema(oneOf=[CAT, DOG]), schema(oneOf=[CAT, DOG, COW])),
        (schema(oneOf=[CAT, DOG]), json.dumps(CAT)),
        (schema(oneOf=[CAT, DOG]), json.dumps(COW)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "any-of",
        "branch of `anyOf`",
        "At least one branch holds. Branches are matched by what they accept.",
        (schema(anyOf=[CAT, DOG]), schema(anyOf=[CAT, DOG, COW])),
        (schema(anyOf=[CAT, DOG]), json.dumps(CAT)),
        (schema(anyOf=[CAT, DOG]), json.dumps(COW)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "not",
        "schema that must not hold",
        "`not`: what it accepts is refused.",
        (schema(), schema(**{"not": INTEGER})),
        (schema(**{"not": SHORT}), schema(**{"not": STRING})),
        (schema(**{"not": STRING}), schema(**{"not": INTEGER})),
    ),
    Kind(
        "if",
        "condition",
        "`if`: where it holds, `then` must hold too, else `else`.",
        (schema(), schema(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}})),
        None,
        (
            schema(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
            schema(**{"if": {"required": ["c"]}, "then": {"required": ["b"]}}),
        ),
    ),
    *(
        Kind(
            word,
            f"`{word}` of a condition",
            f"`{word}`: what must hold if the condition {'holds' if word == 'then' else 'does not'}.",
            (
                schema(**{"if": {"required": ["a"]}, other: {"required": ["z"]}}),
                schema(**{"if": {"required": ["a"]}, other: {"required": ["z"]}, word: {"required": ["b"]}}),
            ),
            (
                schema(**{"if": {"required": ["a"]}, word: {"required": ["b"]}}),
                schema(**{"if": {"required": ["a"]}, word: {"required": ["b", "c"]}}),
            ),
            (
                schema(**{"if": {"required": ["a"]}, word: {"required": ["b"]}}),
                schema(**{"if": {"required": ["a"]}, word: {"required": ["c"]}}),
            ),
        )
        for word, other in (("then", "else"), ("else", "then"))
    ),
    Kind(
        "schema",
        "schema",
        "The schema as a whole: it accepts nothing any more or again, or is nested too deeply to be gone through.",
        None,
        (typed("string"), "false"),
    ),
)
