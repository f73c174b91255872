"""Differences between AsyncAPI documents (2.0 to 2.6, 3.0, 3.1), of which one may be 2.x and the other 3.x."""

from typing import Any

from skerry.contracts.diff.format import Format
from skerry.formats.asyncapi.version import claims
from skerry.kernel.registry import asked_for, later

FORMAT = Format("AsyncAPI", claims, later("skerry.contracts.diff.asyncapi.compare", "compare"))

__all__ = ["FORMAT", "RULES"]


def __getattr__(name: str) -> Any:
    return asked_for(name, {"RULES": "skerry.contracts.diff.asyncapi.catalogue"})
