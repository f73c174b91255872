"""One difference between two schemas, without a direction: what was done where, and what it does to the values accepted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from skerry.contracts.change import Action
from skerry.formats.json_schema import Place, Shape


class Effect(Enum):
    """What happens to the set of accepted values. Narrowed and widened at once: both; one that is not excluded counts."""

    NEITHER = 0
    NARROWED = 1
    WIDENED = 2
    BOTH = 3

    @property
    def narrows(self) -> bool:
        """Whether a value may be refused that was accepted."""
        return self in (Effect.NARROWED, Effect.BOTH)

    @property
    def widens(self) -> bool:
        """Whether a value may be accepted that was refused."""
        return self in (Effect.WIDENED, Effect.BOTH)


def effect(narrows: bool, widens: bool) -> Effect:
    """The effect that does these."""
    return Effect((1 if narrows else 0) + (2 if widens else 0))


class Step(Enum):
    """How the way leads from a schema into one below it."""

    MEMBER = "member"
    REST = "rest"
    PATTERN = "pattern"
    POSITION = "position"
    ITEMS = "items"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Stage:
    """A pair of schemas on the way to a difference, and the step taken from it: a name, pattern or position."""

    before: Shape
    after: Shape
    step: Step
    key: str | int = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between `before` and `after`, a pair of schemas on the way from the roots that `trail` tells.

    `kind` and `action` name it (`max-length`, narrowed); `was` and `now` are the places of the keyword, `field` the way to it in
    the data (`items`, `[]`, `price`), `old` and `new` what stands there. `traits` are what policies look at: `required`,
    `default`, `closed`, `open`, `covered`, `extensible`, `read-only`, `write-only`. `elsewhere` are other fields of the same data
    where the same pair of schemas stands.
    """

    kind: str
    action: Action
    effect: Effect
    field: tuple[str, ...]
    was: Place
    now: Place
    old: Any
    new: Any
    before: Shape
    after: Shape
    trail: tuple[Stage, ...] = ()
    traits: frozenset[str] = frozenset()
    elsewhere: tuple[tuple[str, ...], ...] = ()
