"""The way through two schemas at once, and what is written down on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Difference, Effect, Stage, Step, effect
from skerry.contracts.diff.schemas.lattice import Lattice
from skerry.formats.json_schema import Place, Shape


@dataclass(slots=True)
class Notes:
    """What was found so far, and which pairs of schemas were gone through, at which field; those that do not count, apart."""

    found: list[Difference] = field(default_factory=list)
    visited: dict[tuple[Shape, Shape, bool], tuple[str, ...]] = field(default_factory=dict)
    again: list[tuple[tuple[Shape, Shape, bool], tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where we are: a pair of schemas, the field of the data, the way here. `go` compares a pair one step further on."""

    before: Shape
    after: Shape
    lattice: Lattice
    notes: Notes
    compare: Callable[[Walk], None]
    field: tuple[str, ...] = ()
    trail: tuple[Stage, ...] = ()
    traits: frozenset[str] = frozenset()
    textual: bool = False
    forms: bool = False

    def go(
        self, before: Shape, after: Shape, step: Step, key: str | int = "", traits: frozenset[str] | None = None
    ) -> None:
        """Compares a pair one step further on; `key` is the name, pattern or position."""
        part = {Step.ITEMS: ("[]",), Step.REST: ("*",), Step.POSITION: (f"[{key}]",), Step.BRANCH: ()}.get(
            step, (str(key),)
        )
        trail = (*self.trail, Stage(self.before, self.after, step, key))
        following = replace(
            self,
            before=before,
            after=after,
            field=(*self.field, *part),
            trail=trail,
            traits=self.traits if traits is None else traits,
        )
        self.compare(following)

    def note(
        self,
        kind: str,
        action: Action,
        result: Effect,
        old: Any = None,
        new: Any = None,
        *,
        words: tuple[str, ...] = (),
        name: str | None = None,
        traits: frozenset[str] | set[str] = frozenset(),
        places: tuple[Place, Place] | None = None,
    ) -> None:
        """Writes a difference of this pair down.

        `words` are the keywords it is about, unless its `places` are given, `name` is the member it is about.
        """
        was, now = places or (self.before.where(*words), self.after.where(*words))
        self.notes.found.append(
            Difference(
                kind=kind,
                action=action,
                effect=result,
                field=self.field if name is None else (*self.field, name),
                was=was,
                now=now,
                old=old,
                new=new,
                before=self.before,
                after=self.after,
                trail=self.trail,
                traits=self.traits | traits,
            )
        )

    def between(self, before: Shape, after: Shape) -> Effect:
        """What it does to the accepted values if one schema takes the place of another; what is not excluded, it does."""
        return effect(not self.lattice.includes(after, before).sure, not self.lattice.includes(before, after).sure)


def moved(result: Effect) -> Action:
    """The action of something that stands on both sides, by what it does."""
    return {Effect.NARROWED: Action.NARROWED, Effect.WIDENED: Action.WIDENED}.get(result, Action.CHANGED)
