"""An alert: when it fires, whom it calls, what a person reads, and the synthetic series in which it is seen to fire and to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PAGE, TICKET = "page", "ticket"  # somebody is called now; somebody looks in working hours


@dataclass(frozen=True, slots=True)
class Proof:
    """Series, minute by minute, in promtool's notation: at `fires` (minutes) the alert is seen, at `ends` no more.

    `found` are the labels that the firing alert has beside its own, `quiet` a minute before any trouble, `silent` alerts that these series
    do not set off. A `slow` one takes hours.
    """

    series: Mapping[str, str]
    fires: int
    ends: int
    found: Mapping[str, str] = field(default_factory=dict)
    quiet: int = 4
    silent: tuple[str, ...] = ()
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """`hold` is how long the expression has to hold (minutes), `page` the runbook's file, without ending."""

    name: str
    service: str
    team: str
    severity: str
    expr: str
    hold: int
    summary: str
    page: str
    proof: Proof
    labels: Mapping[str, str] = field(default_factory=dict)


def steps(*phases: tuple[float, float, int]) -> str:
    """A series of phases: of each the first value, what is added each minute, and how many minutes it lasts."""
    found = []
    for first, more, minutes in phases:
        found.append(f"{first:g}{'-' if more < 0 else '+'}{abs(more):g}x{minutes - 1}")
    return " ".join(found)


def level(quiet: float, trouble: float, minutes: int) -> str:
    """A value that is quiet for five minutes, in trouble for so many, and quiet again."""
    return steps((quiet, 0, 5), (trouble, 0, minutes), (quiet, 0, 30))
