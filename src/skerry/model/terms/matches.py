"""Which requests a rule of traffic is for: `header version = canary`, `cookie beta = yes`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skerry.model.terms.scan import Scanner, whole

_VALUE = re.compile(r"[^\s\"]+")


@dataclass(frozen=True, slots=True)
class Match:
    """Requests whose header or cookie (`part`) `name` has exactly this value."""

    part: str
    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.part} {self.name} = {self.value}"


def parse(text: str) -> Match:
    """Reads `header version = canary`."""
    return whole(text, _match)


def _match(scanner: Scanner) -> Match:
    part = next((part for part in ("header", "cookie") if scanner.keyword(part)), "") or scanner.expected(
        "`header` or `cookie`"
    )
    name = scanner.word("its name")
    scanner.need("=")
    return Match(part, name, scanner.match(_VALUE) or scanner.expected("a value"))
