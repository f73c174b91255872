"""Quantities with their units: `200ms`, `120 rps`, `256Mi..512Mi`, `250m..500m`, `99.9%`, `4000 EUR/month`, `2x/year`, `5 failures`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from skerry.model.terms.scan import TermError

_PARTS = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(.*?)\s*", re.DOTALL)


def _split(text: str, units: dict[str, Decimal], what: str) -> tuple[Decimal, str]:
    """The number and the unit of a quantity."""
    found = _PARTS.fullmatch(text)
    if not found:
        raise TermError(f"expected {what}, found `{text}`", 0)
    if found.group(2) not in units:
        known = ", ".join(unit for unit in units if unit)
        raise TermError(
            f"expected {what}; the unit is one of {known}",
            found.start(2),
            f"such as `{found.group(1)}{next(iter(units))}`",
        )
    return Decimal(found.group(1)), found.group(2)


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class _Measured:
    """A number and a unit. `UNITS` says how many of the base unit each is, `WHAT` what is missing where it is not one."""

    UNITS: ClassVar[dict[str, Decimal]]
    WHAT: ClassVar[str]
    number: Decimal
    unit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a number and one of the units."""
        return cls(*_split(text, cls.UNITS, cls.WHAT))

    @property
    def size(self) -> float:
        """In the base unit."""
        return float(self.number * self.UNITS[self.unit])

    def __str__(self) -> str:
        return f"{_number(self.number)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Duration(_Measured):
    """A length of time as written: `200ms`, `30s`, `2d`, `6y`."""

    UNITS: ClassVar[dict[str, Decimal]] = {
        "ms": Decimal("0.001"),
        "s": Decimal(1),
        "m": Decimal(60),
        "h": Decimal(3600),
        "d": Decimal(86400),
        "w": Decimal(604800),
        "y": Decimal(31557600),
    }
    WHAT: ClassVar[str] = "a duration"

    @property
    def seconds(self) -> float:
        """In seconds; a year has 365.25 days."""
        return self.size


@dataclass(frozen=True, slots=True)
class Rate(_Measured):
    """Requests per time: `120 rps`, `40 rpm`."""

    UNITS: ClassVar[dict[str, Decimal]] = {"rps": Decimal(1), "rpm": Decimal(1) / 60, "rph": Decimal(1) / 3600}
    WHAT: ClassVar[str] = "a rate"

    @property
    def per_second(self) -> float:
        """In requests per second."""
        return self.size

    def __str__(self) -> str:
        return f"{_number(self.number)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred: `99.9%`."""

    number: Decimal

    @classmethod
    def parse(cls, text: str) -> Percent:
        """Reads `99.9%`."""
        number, _ = _split(text, {"%": Decimal(1)}, "a percentage")
        if number > 100:
            raise TermError("a percentage is at most 100%", 0)
        return cls(number)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return float(self.number / 100)

    def __str__(self) -> str:
        return f"{_number(self.number)}%"


@dataclass(frozen=True, slots=True)
class Memory(_Measured):
    """Memory as Kubernetes writes it: `256Mi`; its size is in bytes."""

    UNITS: ClassVar[dict[str, Decimal]] = {
        "Mi": Decimal(2**20),
        "Gi": Decimal(2**30),
        "Ki": Decimal(2**10),
        "Ti": Decimal(2**40),
        "M": Decimal(10**6),
        "G": Decimal(10**9),
    }
    WHAT: ClassVar[str] = "an amount of memory"


@dataclass(frozen=True, slots=True)
class Cpu(_Measured):
    """Processor time as Kubernetes writes it: `250m` (thousandths of a core) or `2` cores; its size is in cores."""

    UNITS: ClassVar[dict[str, Decimal]] = {"m": Decimal("0.001"), "": Decimal(1)}
    WHAT: ClassVar[str] = "an amount of cpu"


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked for and the most that may be used: `256Mi..512Mi`; one amount alone is both."""

    low: Memory | Cpu
    high: Memory | Cpu

    @classmethod
    def memory(cls, text: str) -> Range:
        """Reads `256Mi..512Mi`."""
        return cls._parse(text, Memory)

    @classmethod
    def cpu(cls, text: str) -> Range:
        """Reads `250m..500m`."""
        return cls._parse(text, Cpu)

    @classmethod
    def _parse(cls, text: str, of: type[Memory] | type[Cpu]) -> Range:
        left, dots, right = text.partition("..")
        low = of.parse(left)
        try:
            high = of.parse(right) if dots else low
        except TermError as error:
            raise TermError(error.what, len(left) + 2 + error.at, error.instead) from None
        if high.size < low.size:
            raise TermError("the second amount is the limit, so not below the first", len(left) + 2, f"`{high}..{low}`")
        return cls(low, high)

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and per what: `4000 EUR/month`."""

    number: Decimal
    currency: str
    per: str = ""

    @classmethod
    def parse(cls, text: str) -> Money:
        """Reads `4000 EUR/month`."""
        found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Z]{3})\s*(?:/\s*(hour|day|month|year))?\s*", text)
        if not found:
            raise TermError(f"expected an amount of money, found `{text}`", 0, "such as `4000 EUR/month`")
        return cls(Decimal(found.group(1)), found.group(2), found.group(3) or "")

    def __str__(self) -> str:
        return f"{_number(self.number)} {self.currency}" + (f"/{self.per}" if self.per else "")


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times as much after each period: `2x/year`."""

    factor: Decimal
    per: str

    @classmethod
    def parse(cls, text: str) -> Growth:
        """Reads `2x/year`."""
        found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*x\s*/\s*(month|quarter|year)\s*", text)
        if not found:
            raise TermError(f"expected a growth, found `{text}`", 0, "such as `2x/year`")
        return cls(Decimal(found.group(1)), found.group(2))

    def __str__(self) -> str:
        return f"{_number(self.factor)}x/{self.per}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many failures in a row: `5 failures`."""

    number: int

    @classmethod
    def parse(cls, text: str) -> Count:
        """Reads `5 failures`."""
        found = re.fullmatch(r"\s*([0-9]+)\s*failures?\s*", text)
        if not found:
            raise TermError(f"expected a number of failures, found `{text}`", 0, "such as `5 failures`")
        return cls(int(found.group(1)))

    def __str__(self) -> str:
        return f"{self.number} failure{'' if self.number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or a month for plans that are no finer: `2027-06-30`, `2027-06`."""

    year: int
    month: int
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Day:
        """Reads `2027-06-30` or `2027-06`."""
        found = re.fullmatch(r"\s*([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?\s*", text)
        try:
            if not found:
                raise ValueError
            year, month, day = (int(part or 0) for part in found.groups())
            date(year, month, day or 1)
        except ValueError:
            raise TermError(
                f"expected a day or a month, found `{text}`", 0, "such as `2027-06-30` or `2027-06`"
            ) from None
        return cls(year, month, day)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")
