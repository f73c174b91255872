"""Differences between OpenAPI documents (2.0, 3.0, 3.1, 3.2)."""

from skerry.contracts.diff.format import Format
from skerry.contracts.diff.openapi.catalogue import RULES
from skerry.contracts.diff.openapi.compare import compare
from skerry.formats.openapi import claims

FORMAT = Format("OpenAPI", claims, compare)

__all__ = ["FORMAT", "RULES"]
