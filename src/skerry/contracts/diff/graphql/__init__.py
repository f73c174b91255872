"""What changed between two GraphQL schemas, for whom, and what Federation makes of it."""

from skerry.contracts.diff.format import Format
from skerry.contracts.diff.graphql.compare import compare
from skerry.contracts.diff.graphql.rules import RULES
from skerry.formats.graphql.read import claims

FORMAT = Format("graphql", claims, compare, whole=True)

__all__ = ["FORMAT", "RULES"]
