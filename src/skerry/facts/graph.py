"""The FactGraph: everything the readers found about one source tree, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from skerry.facts.history import History
from skerry.facts.kinds import AnyFact, Fact, Unit
from skerry.facts.references import References
from skerry.facts.vocabulary import Vocabulary
from skerry.kernel.derived import Derives
from skerry.kernel.problem import Problem

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Files left out, with a word about why: `reason` is too large, binary, vendored, not UTF-8 …"""

    path: str
    reason: str


@dataclass(frozen=True)
class FactGraph(Derives):
    """Units, what they refer to, and the facts found in them. Paths are relative to `root` and use `/`.

    `lines` and `words` are per path of a source file; `documents` are those of the units' languages that are no programming languages.
    """

    root: str
    units: tuple[Unit, ...]
    references: References
    facts: tuple[AnyFact, ...]
    history: History = field(default_factory=History)
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)
    words: dict[str, Vocabulary] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """All facts of one kind, in the order of files and lines."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def _by_kind(self) -> dict[type, tuple[AnyFact, ...]]:
        found: dict[type, list[AnyFact]] = {}
        for fact in self.facts:
            found.setdefault(type(fact), []).append(fact)
        return {kind: tuple(facts) for kind, facts in found.items()}

    @cached_property
    def files(self) -> dict[str, int]:
        """Path to unit index, of every file."""
        return {u.path: i for i, u in enumerate(self.units) if u.kind == "file"}

    @cached_property
    def file_of(self) -> list[int]:
        """For each unit the index of the file it stands in; files stand in themselves."""
        found: list[int] = []
        for i, unit in enumerate(self.units):
            found.append(i if unit.parent < 0 else found[unit.parent])
        return found

    @cached_property
    def class_of(self) -> list[int]:
        """For each unit the innermost class around it (or itself), -1 if there is none."""
        found: list[int] = []
        for i, unit in enumerate(self.units):
            own = unit.kind in {"class", "interface", "enum", "struct"}
            found.append(i if own else found[unit.parent] if unit.parent >= 0 else -1)
        return found

    def qualified(self, unit: int) -> str:
        """`path::Class.method`, the name under which a unit is shown and asked for."""
        names = []
        while self.units[unit].parent >= 0:
            names.append(self.units[unit].name)
            unit = self.units[unit].parent
        path = self.units[unit].path
        return f"{path}::{'.'.join(reversed(names))}" if names else path
