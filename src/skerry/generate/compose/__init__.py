"""A compose file for those who have Docker: the whole system on one machine, as apart from one another as on a cluster."""

from skerry.generate.compose.whole import compose
from skerry.generate.generator import Generator

GENERATOR = Generator(
    "compose", "a compose file, with the databases, the broker and the gateway beside the services", compose
)
