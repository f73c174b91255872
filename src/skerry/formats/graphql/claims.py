"""How a file is known to be GraphQL, without the grammar."""

from __future__ import annotations

SUFFIXES = (".graphql", ".graphqls", ".gql")


def claims(name: str, head: bytes) -> bool:
    """Whether a file is GraphQL: by its suffix, or because it is an introspection result."""
    return name.lower().endswith(SUFFIXES) or (name.lower().endswith(".json") and b'"__schema"' in head)
