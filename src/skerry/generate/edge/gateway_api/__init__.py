"""Gateway API v1, for whatever gateway reads it; and for Envoy Gateway its policies, which say what Gateway API has no words for."""

from skerry.generate.edge.gateway_api.whole import envoy_gateway, gateway_api, text

__all__ = ["envoy_gateway", "gateway_api", "text"]
