"""The gateway of a cluster, out of the same table of routes that `gateway` writes for this machine."""

from skerry.generate.edge.whole import edges
from skerry.generate.generator import Generator

GENERATOR = Generator("edge", "the gateway of a cluster: Kong, Tyk, Envoy Gateway, or any that has Gateway API", edges)
