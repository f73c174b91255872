"""GraphQL schemas from the model: a Federation 2 subgraph for each service that exposes GraphQL."""

from skerry.contracts.write.graphql.document import subgraphs, write

__all__ = ["subgraphs", "write"]
