"""Reserved numbers and names, of messages and of enums alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.contracts.change import Rule
from skerry.contracts.diff.protobuf import ranges
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.formats.protobuf.values import Enum, Message


def compare(
    was: Message | Enum, now: Message | Enum, places: tuple[At, At], both: tuple[Rule, Rule], found: Found
) -> None:
    """What was given free, and what is reserved now; `both` are the rules for that."""
    removed, added = both
    for said in _missing(was, now):
        found.add(
            removed, was.full_name, f"`{was.full_name}` does not reserve {said} any more", was=places[0], now=places[1]
        )
    for said in _missing(now, was):
        found.add(added, now.full_name, f"`{now.full_name}` reserves {said}", was=places[0], now=places[1])


def _missing(here: Message | Enum, there: Message | Enum) -> Iterator[str]:
    if left := ranges.minus(here.reserved, there.reserved):
        yield ranges.text(left)
    names = set(there.reserved_names)
    for name in here.reserved_names:
        if name not in names:
            yield f'the name "{name}"'


def unreserved(number: int, names: Iterable[str], now: Message | Enum) -> tuple[bool, bool]:
    """Whether the number, and whether one of the names, of something removed may be used again."""
    known = set(now.reserved_names)
    return not ranges.holds(now.reserved, number), any(name not in known for name in names)
