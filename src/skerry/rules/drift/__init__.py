"""Drift: the typed difference of two fleets, of which one is wanted (a model, an older state) and the other was found."""

from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.outcome import Drift, parts
from skerry.rules.drift.plane import CLUSTER, CODE, MODEL, TRACES, Plane
from skerry.rules.drift.sides import Sides
from skerry.rules.drift.whole import compare, merged

__all__ = [
    "CLUSTER",
    "CODE",
    "MODEL",
    "TRACES",
    "Difference",
    "Drift",
    "Kind",
    "Plane",
    "Sides",
    "compare",
    "merged",
    "parts",
]
