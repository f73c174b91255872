"""What long work says while it goes on; the terminal, JSON and the web page listen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progressed:
    """`done` of `total` things of a step are through; `total` 0 means it is not known."""

    step: str
    done: int
    total: int


Listener = Callable[[Progressed], None]


def silent(event: Progressed) -> None:
    """The listener that says nothing."""
