"""The formats that documents can be written in."""

from __future__ import annotations

from functools import cache

from skerry.contracts import write
from skerry.contracts.write.writer import Writer, found
from skerry.kernel.registry import modules


@cache
def writers() -> dict[str, Writer]:
    """By name, in the order of their names."""
    return dict(sorted(found(modules(write, "skerry.writers")).items()))
