"""A service as a good engineer would have written it by hand: domain, service layer, adapters, entry points, and a file of one's own."""

from skerry.generate.generator import Generator
from skerry.generate.service.whole import services

GENERATOR = Generator(
    "service", "each service as a Python package: typed, tested, with working default behaviour", services
)
