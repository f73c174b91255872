"""One difference between what is wanted and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skerry.facts.fleet import Witness


class Kind(StrEnum):
    """How the two differ. The values are stable: reports and baselines use them."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    RENAMED = "renamed"
    KIND = "kind-changed"
    DIRECTION = "direction-reversed"
    TARGET = "target-changed"
    OWNER = "owner-changed"
    MOVED = "data-moved"
    ENDPOINT = "endpoint-changed"
    PORT = "port-changed"
    VERSION = "version-changed"
    REPLICAS = "replicas-changed"
    TRAIT = "trait-changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is the thing in a word (`service`, `call`, `store`, …), `about` its name, by which two planes mean the same.

    `wanted` and `found` are the two values, '' where there is none; `declared` and `seen` are where they stand. `also` are
    consequences, which are no differences of their own. A `note` is no drift: nobody has seen enough to be sure. `planes` are
    those that found it.
    """

    kind: Kind
    what: str
    about: str
    message: str
    wanted: str = ""
    found: str = ""
    declared: tuple[Witness, ...] = ()
    seen: tuple[Witness, ...] = ()
    also: tuple[str, ...] = ()
    note: bool = False
    planes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same difference wherever it is found."""
        return self.kind, self.what, self.about
