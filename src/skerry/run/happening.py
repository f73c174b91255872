"""What happens while a system runs, as values for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from time import time


class State(StrEnum):
    """How a part is."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DEAD = "dead"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happened to a part: it is in a state, at a Unix time; `why` says more."""

    part: str
    state: State
    why: str = ""
    url: str = ""
    at: float = field(default_factory=time)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a part printed."""

    part: str
    text: str


Listener = Callable[[Happening | Line], None]
