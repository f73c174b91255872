"""What rules look at: a model, what is, or both."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from skerry.facts.fleet import BELIEVED, Fleet
from skerry.kernel.derived import Derives
from skerry.model.system import System
from skerry.rules.expected import expected
from skerry.rules.side import Side

if TYPE_CHECKING:
    from skerry.facts.graph import FactGraph  # which brings numpy: a check of a model needs none
    from skerry.formats.kubernetes import Manifests


@dataclass(frozen=True)
class Case(Derives):
    """`system` is the model, `observed` the fleet that was read, `code` the facts of the same folder, `traced` the fleet that traces
    tell of, `manifests` the objects of Kubernetes that stand in the folder; each may be missing."""

    system: System | None = None
    observed: Fleet | None = None
    code: FactGraph | None = None
    traced: Fleet | None = None
    manifests: Manifests | None = None

    @cached_property
    def declared(self) -> Fleet | None:
        """The fleet that the model expects."""
        return expected(self.system) if self.system is not None else None

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The fleets that there are: what is wanted, then what is. Most rules ask each of them the same."""
        found = []
        if self.declared is not None:
            found.append(Side(self.declared, system=self.system))
        if self.observed is not None:
            found.append(Side(self.observed, code=self.code))
        return tuple(found)

    @cached_property
    def spoken(self) -> tuple[Side, ...]:
        """These, and what was seen to speak: for rules that ask of nothing but calls. Of all else traces say nothing, so no other rule
        is asked of them."""
        return (*self.sides, Side(self.traced)) if self.traced is not None else self.sides

    @cached_property
    def supposed(self) -> Case | None:
        """The same as if all possible edges were there; None if there are none."""
        if self.observed is None or len(self.observed.believed) == len(self.observed.edges):
            return None
        edges = tuple(each if each.believed else replace(each, confidence=BELIEVED) for each in self.observed.edges)
        return Case(self.system, dataclasses.replace(self.observed, edges=edges), self.code, self.traced)

    @property
    def seen(self) -> Side | None:
        """The fleet that was read, for rules that ask nothing of a model."""
        return self.sides[-1] if self.observed is not None else None
