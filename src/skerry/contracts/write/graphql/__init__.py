"""GraphQL schemas from the model: a Federation 2 subgraph for each service that exposes GraphQL."""

from skerry.contracts.write.graphql.document import subgraphs, write
from skerry.contracts.write.writer import Writer, plain

__all__ = ["WRITER", "subgraphs", "write"]

WRITER = Writer("graphql", "GraphQL: a Federation 2 subgraph for each service that exposes it", plain(write))
