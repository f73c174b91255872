"""Differences between AsyncAPI documents (2.0 to 2.6, 3.0, 3.1), of which one may be 2.x and the other 3.x."""

from skerry.contracts.diff.asyncapi.catalogue import RULES
from skerry.contracts.diff.asyncapi.compare import compare
from skerry.contracts.diff.format import Format
from skerry.formats.asyncapi import claims

FORMAT = Format("AsyncAPI", claims, compare)

__all__ = ["FORMAT", "RULES"]
