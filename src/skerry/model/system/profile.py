"""What the system is for and under what conditions it is built; feeds the assessment, sizing and rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.terms.quantities import Day, Duration, Growth, Money, Percent, Rate


@dataclass(frozen=True, slots=True)
class Team:
    """Who builds and runs it."""

    engineers: int = 0
    teams: int = 0
    skills: tuple[str, ...] = ()
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Goals:
    """What the system as a whole must reach."""

    availability: Percent | None = None
    p95: Duration | None = None
    peak: Rate | None = None
    growth: Growth | None = None
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Today:
    """How it is now."""

    deploys: str = ""
    stack: tuple[str, ...] = ()
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What it may cost, and by when it must be there."""

    budget: Money | None = None
    until: Day | None = None
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """The answers to the first questions of every architecture."""

    users: tuple[str, ...] = ()
    team: Team = Team()
    goals: Goals = Goals()
    today: Today = Today()
    limits: Limits = Limits()
    comply: tuple[str, ...] = ()
    span: Span = field(default=HERE, compare=False, repr=False)
