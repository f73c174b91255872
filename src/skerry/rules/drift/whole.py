"""The whole comparison, and several of them put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skerry.rules.drift import calls, data, endpoints, events, nodes, tables, traits
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.plane import Plane
from skerry.rules.drift.sides import Sides

_ORDER = ("service", "gateway", "broker", "call", "store", "shared store", "table", "event", "endpoint")


def compare(wanted: Plane, found: Plane) -> tuple[Difference, ...]:
    """Every difference once, in wanted names. What goes with a node that came or went is a consequence, and told with it."""
    sides = Sides(wanted, found)
    rows = list(nodes.differences(sides))
    touched = _touched(sides)
    folded: dict[str, list[str]] = {name: [] for name in touched}
    for row in (
        *calls.differences(sides),
        *data.differences(sides),
        *tables.differences(sides),
        *events.differences(sides),
        *endpoints.differences(sides),
        *traits.differences(sides),
    ):
        ends = [end for end in row.about.split(" -> ") if end in touched]
        if ends:
            folded[ends[0]].append(row.message)
        else:
            rows.append(row)
    done = [replace(row, also=(*row.also, *folded.get(row.about, ())) if _whole(row) else row.also) for row in rows]
    return tuple(
        replace(row, planes=(found.name,), declared=wanted.places(row.declared), seen=found.places(row.seen))
        for row in sorted(done, key=_rank)
    )


def _touched(sides: Sides) -> set[str]:
    """The nodes that only one side has."""
    return {*sides.missing, *sides.unexpected}


def _whole(row: Difference) -> bool:
    return row.kind in {Kind.MISSING, Kind.UNEXPECTED} and " " not in row.about


def _rank(row: Difference) -> tuple[bool, int, str, str]:
    return row.note, _ORDER.index(row.what) if row.what in _ORDER else len(_ORDER), row.about, row.kind


def merged(comparisons: Iterable[tuple[Difference, ...]]) -> tuple[Difference, ...]:
    """What several planes found, each difference once, with all places; what one is sure of is no note of another."""
    found: dict[tuple[str, str, str], Difference] = {}
    for rows in comparisons:
        for row in rows:
            other = found.get(row.key)
            found[row.key] = row if other is None else _both(other, row)
    return tuple(sorted(found.values(), key=_rank))


def _both(one: Difference, other: Difference) -> Difference:
    surer, less = (other, one) if one.note and not other.note else (one, other)
    return replace(
        surer, planes=(*one.planes, *other.planes), seen=tuple(dict.fromkeys((*surer.seen, *less.seen))),
        also=tuple(dict.fromkeys((*one.also, *other.also))),
    )  # fmt: skip
