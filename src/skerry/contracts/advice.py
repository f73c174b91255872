"""What to do about a difference: the next version, who is rolled out first, the text of a changelog, the way of a deprecation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from skerry.contracts.change import Action, Change, Direction, Level

SUNSET_DAYS = 180


class Bump(StrEnum):
    """Which part of the version grows (semver.org 2.0.0)."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


class Order(StrEnum):
    """Who is rolled out first."""

    ANY = "any"
    PROVIDER = "provider first"
    CONSUMERS = "consumers first"
    SIDE_BY_SIDE = "side by side"


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of expand, migrate, contract: what to do, from which day."""

    name: str
    do: str
    begins: date


@dataclass(frozen=True, slots=True)
class Advice:
    """What a difference asks for; `phases` only where something breaks."""

    bump: Bump
    order: Order
    why: str
    changelog: str
    phases: tuple[Phase, ...] = ()


def advise(changes: Sequence[Change], today: date, sunset_days: int = SUNSET_DAYS) -> Advice:
    """The advice on these changes; a break is given `sunset_days` between its successor and its end."""
    order, why = _order(changes)
    phases = _phases(changes, today, sunset_days) if _has(changes, Level.BREAKING) else ()
    return Advice(_bump(changes), order, why, _changelog(changes), phases)


def _bump(changes: Sequence[Change]) -> Bump:
    if _has(changes, Level.BREAKING):
        return Bump.MAJOR
    if any(change.rule.action is not Action.CHANGED or change.level is Level.DANGEROUS for change in changes):
        return Bump.MINOR
    return Bump.PATCH if changes else Bump.NONE


def _order(changes: Sequence[Change]) -> tuple[Order, str]:
    broken = [change for change in changes if change.level is Level.BREAKING]
    if any(change.rule.direction is not Direction.OUT for change in broken):
        return (
            Order.SIDE_BY_SIDE,
            "requests that are valid today would be refused: offer both versions until nobody sends the old",
        )
    if broken or any(change.level is Level.DANGEROUS and change.rule.direction is Direction.OUT for change in changes):
        return Order.CONSUMERS, "what is sent changes: readers have to cope with it before it comes"
    if any(
        change.rule.direction is not Direction.OUT and change.rule.action in (Action.ADDED, Action.WIDENED)
        for change in changes
    ):
        return Order.PROVIDER, "what is new can be used once the provider has it"
    return Order.ANY, "old and new understand each other"


def _changelog(changes: Sequence[Change]) -> str:
    titles = {Level.BREAKING: "Breaking", Level.DANGEROUS: "To be looked at", Level.SAFE: "Compatible"}
    lines: list[str] = []
    for level, title in titles.items():
        texts = dict.fromkeys(change.message for change in changes if change.level is level)
        if texts:
            lines += [f"### {title}", "", *(f"- {text}" for text in texts), ""]
    return "\n".join(lines).rstrip()


def _phases(changes: Sequence[Change], today: date, days: int) -> tuple[Phase, ...]:
    broken = [change for change in changes if change.level is Level.BREAKING]
    subjects = list(dict.fromkeys(change.subject.operation for change in broken if change.subject.operation))
    named = (
        ", ".join(subjects[:3]) + (f" and {len(subjects) - 3} more" if len(subjects) > 3 else "")
        if subjects
        else "the contract"
    )
    whom = list(dict.fromkeys(v.consumer for change in broken for v in change.consumers if v.level is Level.BREAKING))
    moving = ", ".join(whom) if whom else "every consumer"
    end = today + timedelta(days=days)
    return (
        Phase(
            "expand",
            f"offer the new form of {named} beside the old one, and mark the old one deprecated with sunset {end}",
            today,
        ),
        Phase("migrate", f"move {moving} to the new form; watch that nobody uses the old one", today),
        Phase("contract", "remove the old form once nobody uses it", end),
    )


def _has(changes: Sequence[Change], level: Level) -> bool:
    return any(change.level is level for change in changes)
