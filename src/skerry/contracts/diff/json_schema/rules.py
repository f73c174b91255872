"""All rules of JSON Schema: the same kinds of change in each direction, judged as a registry does."""

from __future__ import annotations

from skerry.contracts.change import Direction
from skerry.contracts.diff.json_schema.compare import AREA
from skerry.contracts.diff.schemas.policy import Policy
from skerry.contracts.diff.schemas.rules import schema_rules

RULES = tuple(
    rule
    for way in (Direction.IN, Direction.OUT, Direction.BOTH)
    for rule in schema_rules(way, AREA, policy=Policy.REGISTRY)
)
