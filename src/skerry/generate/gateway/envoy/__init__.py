"""The table of routes as Envoy has it: a bootstrap whose addresses are placeholders, `{{listen-port}}`, that whoever starts it fills in."""

from skerry.generate.gateway.envoy.bootstrap import bootstrap
from skerry.generate.gateway.envoy.identity import secrets
from skerry.generate.gateway.envoy.lines import lines

__all__ = ["bootstrap", "lines", "secrets"]
