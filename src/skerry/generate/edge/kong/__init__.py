"""Kong without a licence, as decK has it: one file of services, routes, upstreams and plugins."""

from skerry.generate.edge.kong.whole import kong

__all__ = ["kong"]
