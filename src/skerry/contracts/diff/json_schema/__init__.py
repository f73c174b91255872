"""Differences between JSON Schema documents, judged as a schema registry does: which reader has to cope with which data.

BACKWARD (also what AUTO means here): readers of the new schema read data of the old one. FORWARD: readers of the old schema read
new data. FULL: both. The transitive modes ask it of every version given, not of the last alone. Where a registry lets pass what
the sets of valid data do not bear out, the change is called dangerous: see `skerry.contracts.diff.schemas.policy`.
"""

from typing import Any

from skerry.contracts.diff.format import Format
from skerry.contracts.diff.json_schema.claims import claims
from skerry.kernel.registry import asked_for, later

FORMAT = Format("JSON Schema", claims, later("skerry.contracts.diff.json_schema.compare", "compare"), last=True)

__all__ = ["FORMAT", "RULES"]


def __getattr__(name: str) -> Any:
    return asked_for(name, {"RULES": "skerry.contracts.diff.json_schema.rules"})
