"""Differences between JSON Schema documents, judged as a schema registry does: which reader has to cope with which data.

BACKWARD (also what AUTO means here): readers of the new schema read data of the old one. FORWARD: readers of the old schema read
new data. FULL: both. The transitive modes ask it of every version given, not of the last alone. Where a registry lets pass what
the sets of valid data do not bear out, the change is called dangerous: see `skerry.contracts.diff.schemas.policy`.
"""

from skerry.contracts.change import Direction
from skerry.contracts.diff.format import Format
from skerry.contracts.diff.json_schema.claims import claims
from skerry.contracts.diff.json_schema.compare import AREA, compare
from skerry.contracts.diff.schemas.policy import Policy
from skerry.contracts.diff.schemas.rules import schema_rules

FORMAT = Format("JSON Schema", claims, compare, last=True)
RULES = tuple(
    rule
    for way in (Direction.IN, Direction.OUT, Direction.BOTH)
    for rule in schema_rules(way, AREA, policy=Policy.REGISTRY)
)
