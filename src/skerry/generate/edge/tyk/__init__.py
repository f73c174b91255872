"""Tyk: an OpenAPI document for each service, with what Tyk does beside each operation."""

from skerry.generate.edge.tyk.whole import tyk

__all__ = ["tyk"]
