"""What happens while a system runs, as values for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from time import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skerry.run.issuer import Issuer


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
    """Something happened to a part: it is in a state, at a Unix time; `why` says more, `tail` is what it printed last."""

    part: str
    state: State
    why: str = ""
    url: str = ""
    tail: tuple[str, ...] = ()
    at: float = field(default_factory=time)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a part printed."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Up:
    """A running system, once all of it is ready or has failed once: where its gateway is, how many seconds it took, how many bytes of
    memory it takes (0 where nobody can know), and its parts that do not run, with the reason; those are `broken` that could, and
    not only lack a program. `notes` are what else a person should know. `issuer` makes tokens for it; None where nobody has to show
    one."""

    system: str
    url: str
    seconds: float
    parts: int
    memory: int
    failed: dict[str, str]
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    issuer: Issuer | None = None


Listener = Callable[[Happening | Line], None]
