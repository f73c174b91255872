"""All rules of OpenAPI: those of its structure, and those of schemas in each place that holds data."""

from __future__ import annotations

from skerry.contracts.change import Direction, Rule
from skerry.contracts.diff.openapi.rules import RULES as STRUCTURE
from skerry.contracts.diff.schemas.rules import schema_rules

_HEAD = "openapi: 3.1.0\ninfo: { title: Orders, version: 1.0.0 }\npaths:\n  /orders:\n    post:\n"
_DONE = "      responses: { '200': { description: done } }\n"
_PLACES = (
    (
        Direction.IN,
        "parameter",
        f"{_HEAD}      parameters:\n        - {{ name: a, in: query, schema: $schema }}\n{_DONE}",
    ),
    (
        Direction.IN,
        "body",
        f"{_HEAD}      requestBody: {{ content: {{ application/json: {{ schema: $schema }} }} }}\n{_DONE}",
    ),
    (
        Direction.OUT,
        "body",
        f"{_HEAD}      responses: {{ '200': {{ description: done, content: {{ application/json: {{ schema: $schema }} }} }} }}\n",
    ),
    (
        Direction.OUT,
        "header",
        f"{_HEAD}      responses: {{ '200': {{ description: done, headers: {{ A: {{ schema: $schema }} }} }} }}\n",
    ),
)
_OWN = {rule.id for rule in STRUCTURE}
RULES: tuple[Rule, ...] = (
    *STRUCTURE,
    *(
        rule
        for direction, area, around in _PLACES
        for rule in schema_rules(direction, area, around)
        if rule.id not in _OWN
    ),
)
