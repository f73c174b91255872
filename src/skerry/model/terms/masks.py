"""Masks of sensitive values in logs and read models: `all`, `all but 4` (the last four stay), `all but first 2`, `hash`."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.model.terms.scan import Scanner, whole


@dataclass(frozen=True, slots=True)
class Mask:
    """What is hidden: everything but `keep` characters at the end, or at the start (`first`); `hashed` keeps equality only."""

    keep: int = 0
    first: bool = False
    hashed: bool = False

    def __str__(self) -> str:
        if self.hashed:
            return "hash"
        return f"all but {'first ' if self.first else ''}{self.keep}" if self.keep else "all"


def parse(text: str) -> Mask:
    """Reads `all but 4`."""
    return whole(text, _mask)


def _mask(scanner: Scanner) -> Mask:
    if scanner.keyword("hash"):
        return Mask(hashed=True)
    if not scanner.keyword("all"):
        scanner.expected("`all`, `all but 4` or `hash`")
    if not scanner.keyword("but"):
        return Mask()
    first = scanner.keyword("first")
    keep = int(float(scanner.number("how many characters stay")))
    return Mask(keep, first and keep > 0)
