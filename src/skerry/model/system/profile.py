"""What the system is for and under what conditions it is built; feeds the assessment, sizing and rules."""

from __future__ import annotations

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.terms.quantities import Day, Duration, Growth, Money, Percent, Rate


class Team(Placed, frozen=True):
    """Who builds and runs it."""

    engineers: int = 0
    teams: int = 0
    skills: tuple[str, ...] = ()
    span: Span = HERE


class Goals(Placed, frozen=True):
    """What the system as a whole must reach."""

    availability: Percent | None = None
    p95: Duration | None = None
    peak: Rate | None = None
    growth: Growth | None = None
    span: Span = HERE


class Today(Placed, frozen=True):
    """How it is now."""

    deploys: str = ""
    stack: tuple[str, ...] = ()
    span: Span = HERE


class Limits(Placed, frozen=True):
    """What it may cost, and by when it must be there."""

    budget: Money | None = None
    until: Day | None = None
    span: Span = HERE


class Profile(Placed, frozen=True):
    """The answers to the first questions of every architecture."""

    users: tuple[str, ...] = ()
    team: Team = Team()
    goals: Goals = Goals()
    today: Today = Today()
    limits: Limits = Limits()
    comply: tuple[str, ...] = ()
    span: Span = HERE
