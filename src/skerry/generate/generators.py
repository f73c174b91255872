"""The kinds of artefacts that can be generated."""

from __future__ import annotations

from functools import cache

from skerry import generate
from skerry.generate.generator import Generator
from skerry.kernel.registry import modules


@cache
def generators() -> dict[str, Generator]:
    """By name, in the order of their names."""
    found = (getattr(module, "GENERATOR", None) for module in modules(generate, "skerry.generators"))
    return {each.name: each for each in found if isinstance(each, Generator)}
