"""Differences between OpenAPI documents (2.0, 3.0, 3.1, 3.2)."""

from typing import Any

from skerry.contracts.diff.format import Format
from skerry.formats.openapi.version import claims
from skerry.kernel.registry import asked_for, later

FORMAT = Format("OpenAPI", claims, later("skerry.contracts.diff.openapi.compare", "compare"))

__all__ = ["FORMAT", "RULES"]


def __getattr__(name: str) -> Any:
    return asked_for(name, {"RULES": "skerry.contracts.diff.openapi.catalogue"})
