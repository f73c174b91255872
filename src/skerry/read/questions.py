"""What the linking of one file asked of the rest of its tree: every look at a table of declarations is noted here.

A question names a thing by its table and key, never by its answer; so what was asked in vain counts too. `answers` tells which
questions an edit answers differently.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Question = tuple[str, int | str, str]  # table; the unit, or the text, that is looked up; a name in it

# What is asked of a derived table (see `derived`), in place of a name.
KEY, WHOLE, ANY = "\0key", "\0whole", "\0any"

_SPREAD, _BITS = 0x9E3779B97F4A7C15, (1 << 64) - 1


@dataclass(slots=True, eq=False)
class Known(Generic[T]):
    """An answer that took several questions: whoever uses it asks those too. `whole` unless the way to it met itself."""

    answer: T
    asked: set[Question | Known[Any]]
    whole: bool = True


Asked = set[Question | Known[Any]]


@dataclass
class Questions:
    """`now` gathers what is asked until somebody puts another set in its place; `told` the derived tables that were used."""

    now: Asked = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def note(self, table: str, key: int | str, name: str = "") -> None:
        """Something has been looked up."""
        self.now.add((table, key, name))


class Numbers:
    """Questions as numbers of 64 bits, which mean the same in the next reading: units go by their `identity`.

    That two share a number does no harm: a file too many is resolved.
    """

    def __init__(self, identity: Callable[[int], str] = str) -> None:
        self._identity = identity
        self._keys: dict[tuple[str, int | str], int] = {}
        self._names = {"": 0}

    def number(self, question: Question) -> int:
        """One question."""
        table, key, name = question
        left = self._keys.get((table, key))
        if left is None:
            text = self._identity(key) if isinstance(key, int) else key
            left = self._keys[table, key] = _hash(f"{table}\0{text}") * _SPREAD & _BITS
        right = self._names.get(name)
        if right is None:
            right = self._names[name] = _hash(name)
        return left ^ right

    def packed(self, asked: Asked, own: range) -> bytes:
        """All questions but those about a file's `own` units, sorted. What a derived table says of those may come from elsewhere."""
        found = {
            self.number(question)
            for question in _plain(asked)
            if not (isinstance(question[1], int) and question[1] in own and question[2] != KEY)
        }
        return array("Q", sorted(found)).tobytes()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _plain(asked: Asked) -> set[Question]:
    found: set[Question] = set()
    seen: set[Known[Any]] = set()
    waiting = [asked]
    while waiting:
        for each in waiting.pop():
            if isinstance(each, tuple):
                found.add(each)
            elif each not in seen:
                seen.add(each)
                waiting.append(each.asked)
    return found
