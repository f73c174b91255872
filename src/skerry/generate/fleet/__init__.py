"""The fleet: what runs, in which order, and where it is."""

from skerry.generate.fleet.file import fleet
from skerry.generate.generator import Generator

GENERATOR = Generator("fleet", "the fleet: what runs, in which order, and where it is", fleet)
