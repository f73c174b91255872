"""Which format a document is of, by its name and how it begins; by the whole of it where that says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

HEAD = 8192  # bytes


class Claims(Protocol):
    """Something that knows the documents that are its own."""

    def claims(self, name: str, head: bytes, /) -> bool:
        """Whether a file of this name that begins like this is one."""
        ...


Claimant = TypeVar("Claimant", bound=Claims)


def claimant(those: Iterable[Claimant], name: str, data: bytes) -> Claimant | None:
    """The first of `those` that claims the document. JSON has its keys in any order: some say at their end what they are."""
    asked = []
    for each in those:  # and no further: to look for the next may cost something
        if each.claims(name, data[:HEAD]):
            return each
        asked.append(each)
    return next((each for each in asked if each.claims(name, data)), None) if len(data) > HEAD else None
