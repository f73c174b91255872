"""Subgraphs of Federation 2 composed into the one schema that a router shows, or why they do not compose."""

from skerry.formats.graphql.composition.compose import Composed, compose
from skerry.formats.graphql.composition.subgraph import Subgraph, subgraph

__all__ = ["Composed", "Subgraph", "compose", "subgraph"]
