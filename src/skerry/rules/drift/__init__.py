"""Drift: the typed difference of two fleets, of which one is wanted (a model, an older state) and the other was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skerry.kernel.registry import asked_for

if TYPE_CHECKING:
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
_WHERE = {
    **dict.fromkeys(("Difference", "Kind"), "skerry.rules.drift.difference"),
    **dict.fromkeys(("Drift", "parts"), "skerry.rules.drift.outcome"),
    **dict.fromkeys(("CLUSTER", "CODE", "MODEL", "TRACES", "Plane"), "skerry.rules.drift.plane"),
    "Sides": "skerry.rules.drift.sides",
    **dict.fromkeys(("compare", "merged"), "skerry.rules.drift.whole"),
}


def __getattr__(name: str) -> Any:
    return asked_for(name, _WHERE)  # every check imports this folder, for its codes alone
