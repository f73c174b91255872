"""The formats whose documents can become a model."""

from __future__ import annotations

from functools import cache

from skerry.contracts import adopt
from skerry.contracts.adopt.adopter import Adopter, found
from skerry.kernel.registry import modules


@cache
def adopters() -> tuple[Adopter, ...]:
    """All of them, in the order of their names."""
    return found(modules(adopt, "skerry.adopters"))


def adopter_of(name: str, head: bytes) -> Adopter | None:
    """The one whose document a file is, by its name and its beginning."""
    return next((each for each in adopters() if each.claims(name, head)), None)
