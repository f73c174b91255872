"""What changed between two GraphQL schemas, for whom, and what Federation makes of it."""

from typing import Any

from skerry.contracts.diff.format import Format
from skerry.formats.graphql.claims import claims
from skerry.kernel.registry import asked_for, later

FORMAT = Format("graphql", claims, later("skerry.contracts.diff.graphql.compare", "compare"), whole=True)

__all__ = ["FORMAT", "RULES"]


def __getattr__(name: str) -> Any:
    return asked_for(name, {"RULES": "skerry.contracts.diff.graphql.rules"})
