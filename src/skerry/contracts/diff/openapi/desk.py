"""Where the comparison of two APIs writes what it finds: changes with their places, and what each is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from skerry.contracts.change import Change, Direction, Level, Rule, Subject
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.openapi.rules.turned import TURNED
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Api


@dataclass(slots=True)
class Desk:
    """Both sides, their schemas side by side, and the changes so far. `operation` is the one that is looked at."""

    before: Api
    after: Api
    schemas: Comparison
    options: Options
    today: date
    operation: str = ""
    swapped: bool = False
    unstable: bool = False
    changes: list[Change] = field(default_factory=list)

    def equal(self, was: Part, now: Part) -> bool:
        """Whether two parts mean the same, with all they refer to."""
        return self.schemas.equality.parts(was, now)

    def direction(self, usual: Direction) -> Direction:
        """Where data flows that usually flows as `usual`: callbacks and webhooks are called by us."""
        if not self.swapped or usual is Direction.BOTH:
            return usual
        return Direction.OUT if usual is Direction.IN else Direction.IN

    def note(
        self,
        rule: Rule,
        was: Part | None,
        now: Part | None,
        message: str,
        *,
        before: Any = None,
        after: Any = None,
        level: Level | None = None,
        field_path: tuple[str, ...] = (),
    ) -> None:
        """Writes a change down. What breaks in an operation that is declared unstable is only dangerous."""
        if self.swapped:
            rule = TURNED.get(rule.id, rule)
        judged = level or rule.level
        shown = now or was
        self.add(
            Change(
                rule=rule,
                level=judged,
                path=shown.place.pointer if shown else "",
                message=f"{self.operation}: {message}" if self.operation else message,
                before=before,
                after=after,
                was=self.before.span(was.place) if was else None,
                now=self.after.span(now.place) if now else None,
                subject=Subject(self.operation, field_path),
            )
        )

    def add(self, change: Change) -> None:
        """Writes a finished change down."""
        if self.unstable and change.level is Level.BREAKING:
            change = replace(change, level=Level.DANGEROUS)
        self.changes.append(change)
