"""What is done to which part, and when: written down, or drawn by a seed, so that what went wrong once can be seen again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from skerry.formats.text import pointer
from skerry.model.terms.quantities import Duration
from skerry.model.terms.scan import TermError
from skerry.run.written import written


class Kind(StrEnum):
    """A fault. All but `kill` and `duplicate` last for a while and are healed then."""

    KILL = "kill"  # SIGKILL: it is started again by whoever tends it
    PAUSE = "pause"  # SIGSTOP: connections stay, nothing answers
    SLOW = "slow"  # what goes to it and comes back takes longer
    DROP = "drop"  # connections to it break off, at random, some within an answer
    PARTITION = "partition"  # nothing gets to it, and nobody is told so
    DUPLICATE = "duplicate"  # what it has published lately is published again
    FULL_DISK = "full-disk"  # it can't write to any file
    SKEW = "skew"  # its clock on the wall is wrong


OF_SERVICES = (Kind.KILL, Kind.PAUSE, Kind.SLOW, Kind.DROP, Kind.PARTITION, Kind.DUPLICATE, Kind.FULL_DISK, Kind.SKEW)
OF_OTHERS = (Kind.KILL, Kind.PAUSE)  # the bus, the database, the gateway
_BETWEEN = 1.5, 4.0  # seconds from one fault to the next
_LASTING = 0.5, 4.0
_WRONG = -90.0, 90.0, 1200.0  # seconds ahead: further, and tokens and certificates are refused, as they should be
_QUIET = 0.15  # of the time, at its end: what is broken last heals under load, too


@dataclass(frozen=True, slots=True)
class Fault:
    """One of them: so many seconds after the beginning, for so many seconds (0 where it does not last).

    `by` is how many seconds a clock is ahead, negative where it is behind; 0 for all but `skew`.
    """

    at: float
    kind: Kind
    part: str
    seconds: float = 0.0
    by: float = 0.0


class PlanError(ValueError):
    """The plan can't be used; the message says where and why."""


def drawn(seed: int, seconds: float, parts: Mapping[str, Sequence[Kind]]) -> tuple[Fault, ...]:
    """Faults for so many seconds, of the parts by what can be done to them: the same for the same seed and parts.

    Every kind of fault has its turn before any comes again, and so has every part, so that a short run is no matter of luck.
    """
    draw, found, now = random.Random(seed), [], 0.0
    kinds, names = _Turns(sorted({kind for each in parts.values() for kind in each}), draw), _Turns(sorted(parts), draw)
    while parts and (now := round(now + draw.uniform(*_BETWEEN), 2)) < seconds * (1 - _QUIET):
        kind = kinds.next(lambda _: True)
        part = names.next(lambda name, kind=kind: kind in parts[name])
        lasting = 0.0 if kind in (Kind.KILL, Kind.DUPLICATE) else draw.uniform(*_LASTING)
        by = draw.choice(_WRONG) if kind == Kind.SKEW else 0.0
        found.append(Fault(now, Kind(kind), part, round(lasting, 2), by))
    return tuple(found)


class _Turns:
    """Draws from a bag without putting back, until nothing that fits is left in it."""

    def __init__(self, names: Sequence[str], draw: random.Random) -> None:
        self._names, self._draw, self._left = list(names), draw, list[str]()

    def next(self, fits: object) -> str:
        assert callable(fits)
        if not any(map(fits, self._left)):
            self._left += [each for each in self._names if each not in self._left]
        found = self._draw.choice([each for each in self._left if fits(each)])
        self._left.remove(found)
        return found


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: str
    kind: Kind = msgspec.field(name="do")
    part: str = msgspec.field(name="to")
    lasting: str = msgspec.field(default="0s", name="for")
    by: str = "0s"


class _Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    faults: tuple[_Written, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault, and where it stands: `plan.yaml:3:5`."""

    fault: Fault
    place: str


def read_plan(path: Path) -> tuple[Placed, ...]:
    """`faults: [{ at: 3s, do: kill, to: order-service }, { at: 5s, do: slow, to: payment-service, for: 4s }]`, in YAML or JSON.

    A `skew` says in `by` how far the clock is ahead (`90s`) or behind (`-90s`).

    Raises:
        PlanError: it is not there, or is something else.
    """
    try:
        plan, text = written(path, _Plan, PlanError)
    except PlanError as error:
        if "enum" not in str(error):
            raise
        raise PlanError(f"{error}; there are {', '.join(Kind)}") from error
    found = []
    for at, each in enumerate(plan.faults):
        span = text.span(pointer("faults", at))
        place = f"{path}:{span.line}:{span.column}"
        try:
            lasting, by = float(Duration.parse(each.lasting).seconds), _signed(each.by)
            fault = Fault(float(Duration.parse(each.at).seconds), each.kind, each.part, lasting, by)
        except TermError as error:
            raise PlanError(f"{place}: {error}") from error
        if bool(fault.by) != (fault.kind is Kind.SKEW):
            what = "`skew` says in `by` how far the clock is ahead (90s) or behind (-90s), and nothing else does"
            raise PlanError(f"{place}: {what}")
        found.append(Placed(fault, place))
    return tuple(found)


def possible(plan: Iterable[Placed], parts: Mapping[str, Sequence[Kind]]) -> tuple[Fault, ...]:
    """The faults of a plan in the order of their times, for these parts and what can be done to each.

    Raises:
        PlanError: it names what there is not.
    """
    for each in plan:
        kind, part = each.fault.kind, each.fault.part
        if kind not in parts.get(part, ()):
            what = f"{part} can't be hit by {kind}" if part in parts else f"there is no part {part!r}"
            raise PlanError(f"{each.place}: {what}; there are {', '.join(parts)}")
    return tuple(sorted((each.fault for each in plan), key=lambda each: each.at))


def _signed(text: str) -> float:
    seconds = float(Duration.parse(text.removeprefix("-")).seconds)
    return -seconds if text.startswith("-") else seconds
