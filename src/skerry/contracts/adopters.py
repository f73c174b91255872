"""The formats whose documents can become a model."""

from __future__ import annotations

from functools import cache

from skerry.contracts import adopt
from skerry.contracts.adopt.adopter import Adopter, found
from skerry.formats.claimant import claimant
from skerry.kernel.registry import modules


@cache
def adopters() -> tuple[Adopter, ...]:
    """All of them, in the order of their names."""
    return found(modules(adopt, "skerry.adopters"))


def adopter_of(name: str, data: bytes) -> Adopter | None:
    """The one whose document a file is."""
    return claimant(adopters(), name, data)
