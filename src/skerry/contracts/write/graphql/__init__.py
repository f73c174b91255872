"""GraphQL schemas from the model: a Federation 2 subgraph for each service that exposes GraphQL."""

from skerry.contracts.write.graphql.behind import Behind
from skerry.contracts.write.graphql.document import Document, subgraphs, write, written
from skerry.contracts.write.writer import Writer, plain

__all__ = ["WRITER", "Behind", "Document", "subgraphs", "write", "written"]

WRITER = Writer("graphql", "GraphQL: a Federation 2 subgraph for each service that exposes it", plain(write))
