"""GraphQL: the operations of a service as a subgraph of Federation 2, and the endpoint that composes subgraphs."""

from skerry_runtime.faces.graphql.face import GraphQL
from skerry_runtime.faces.graphql.limits import Limits

__all__ = ["GraphQL", "Limits"]
