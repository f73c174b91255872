"""Differences between OpenAPI documents (2.0, 3.0, 3.1, 3.2)."""

from skerry.contracts.diff.format import Format
from skerry.contracts.diff.openapi.compare import compare
from skerry.contracts.diff.openapi.rules import RULES as STRUCTURE
from skerry.formats.openapi import claims

FORMAT = Format("OpenAPI", claims, compare)
RULES = STRUCTURE
