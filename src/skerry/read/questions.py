"""What the linking of one file asked of the rest of its tree: every look at a table of declarations is noted here.

A question names a thing by its table and key, never by its answer; so what was asked in vain counts too. `Faces` tells which questions
an edit answers differently.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

Question = tuple[str, int | str, str]  # table; the unit, or the text, that is looked up; a name in it


@dataclass
class Questions:
    """`now` gathers what is asked until somebody puts another set in its place; `told` the derived tables that were used."""

    now: set[Question] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def note(self, table: str, key: int | str, name: str = "") -> None:
        """Something has been looked up."""
        self.now.add((table, key, name))


def packed(asked: Iterable[Question], identity: Callable[[int], str]) -> bytes:
    """The questions as sorted numbers of 64 bits, which mean the same in the next reading: units go by their identity."""
    return array(
        "Q", sorted({number(table, identity(at) if isinstance(at, int) else at, name) for table, at, name in asked})
    ).tobytes()


@lru_cache(maxsize=1_000_000)
def number(table: str, key: str, name: str) -> int:
    """A question as a number. That two share one does no harm: a file too many is resolved."""
    return int.from_bytes(blake2b(f"{table}\0{key}\0{name}".encode(), digest_size=8).digest(), "little")
