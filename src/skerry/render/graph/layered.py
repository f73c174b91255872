"""Layers of boxes with the lines between them (Sugiyama's steps), without an engine: the same input, the same drawing.

Lines run through slots of their own between the boxes, and a line's label is such a slot, so nothing can overlap.
Steps and sources: cycles (Eades, Lin, Smyth 1993), layers of bounded width (Coffman, Graham 1972), order by
barycentres (Sugiyama 1981), places by isotonic regression of the wished for ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from skerry.render.graph.ordering import ordered
from skerry.render.graph.places import placed
from skerry.render.graph.ranks import ranked

Size = tuple[float, float]
Point = tuple[float, float]
PORT = 26.0  # between the ends of two lines at one box


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, dx: float, dy: float) -> Box:
        """The same elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Line:
    """From one box to another: points in pairs, straight within a pair and curved to the next; and its label's box."""

    points: tuple[Point, ...]
    label: Box

    def moved(self, dx: float, dy: float) -> Line:
        """The same elsewhere."""
        return Line(tuple((x + dx, y + dy) for x, y in self.points), self.label.moved(dx, dy))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes by id, a line for each link in its order, and the size of it all."""

    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    width: float
    height: float


def layered(sizes: Mapping[str, Size], links: Sequence[tuple[str, str, Size]], gap: Size) -> Drawing:
    """Places boxes of these `sizes`, and `links` (from, to, size of the label); `gap` is the room between two boxes."""
    pairs = [(source, target) for source, target, _ in links]
    sizes = _with_room_for_lines(sizes, pairs)
    ranks = ranked(list(sizes), pairs)
    slots: dict[object, Size] = {name: size for name, size in sizes.items()}
    rank_of: dict[object, int] = {name: rank for name, rank in ranks.items()}
    chains = []
    for index, (source, target, label) in enumerate(links):
        top, bottom = sorted((source, target), key=lambda each: (ranks[each], each))
        inner = range(ranks[top] + 1, ranks[bottom])
        middle = [rank for rank in inner if rank % 2][len(inner) // 4]
        chain: list[object] = [top]
        for rank in inner:
            slot = (index, rank)
            slots[slot], rank_of[slot] = (label if rank == middle else (8.0, 0.0)), rank
            chain.append(slot)
        chains.append((source == top, middle, [*chain, bottom]))
    steps = [(a, b) for _, _, chain in chains for a, b in pairwise(chain)]
    rows = ordered(rank_of, steps)
    centre = placed(rows, {slot: size[0] for slot, size in slots.items()}, steps, gap[0])
    return _drawn(sizes, slots, rows, centre, chains, gap)


def _with_room_for_lines(sizes: Mapping[str, Size], pairs: list[tuple[str, str]]) -> dict[str, Size]:
    ends: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for end in pair:
            ends[end] += 1
    return {name: (max(width, PORT * (ends[name] + 1)), height) for name, (width, height) in sizes.items()}


def _drawn(
    sizes: Mapping[str, Size],
    slots: Mapping[object, Size],
    rows: list[list[object]],
    centre: Mapping[object, float],
    chains: list[tuple[bool, int, list[object]]],
    gap: Size,
) -> Drawing:
    tops, bottom = _heights(rows, slots, chains, gap)
    left = min((centre[slot] - size[0] / 2 for slot, size in slots.items()), default=0.0)
    right = max((centre[slot] + size[0] / 2 for slot, size in slots.items()), default=0.0)
    where = {
        slot: Box(centre[slot] - slots[slot][0] / 2 - left, tops[slot][0], slots[slot][0], tops[slot][1])
        for row in rows
        for slot in row
    }
    ports = _ports(chains, where)
    lines = tuple(_line(index, chain, where, ports, slots) for index, chain in enumerate(chains))
    return Drawing({name: where[name] for name in sizes}, lines, right - left, bottom)


def _heights(
    rows: list[list[object]], slots: Mapping[object, Size], chains: list[tuple[bool, int, list[object]]], gap: Size
) -> tuple[dict[object, tuple[float, float]], float]:
    """The top and height of every slot, and where the last row ends; rows of boxes are stretched, labels are not."""
    found: dict[object, tuple[float, float]] = {}
    y = 0.0
    for row in rows:
        height = max((slots[slot][1] for slot in row), default=0.0)
        for slot in row:
            found[slot] = (y, height if isinstance(slot, tuple) else slots[slot][1])
        y += height + (gap[1] if row else 0)
    return found, max(0.0, y - gap[1])


def _ports(chains: list[tuple[bool, int, list[object]]], where: Mapping[object, Box]) -> dict[tuple[int, bool], float]:
    """Where each line leaves its upper box (True) and enters its lower one (False), side by side."""
    sides: dict[tuple[object, bool], list[tuple[float, int]]] = defaultdict(list)
    for index, (_, _, chain) in enumerate(chains):
        for box, beside, upper in ((chain[0], chain[1], True), (chain[-1], chain[-2], False)):
            sides[box, upper].append((where[beside].x + where[beside].width / 2, index))
    found = {}
    for (name, upper), ends in sides.items():
        box, room = where[name], min(PORT * 2, where[name].width / (len(ends) + 1))
        first = box.x + box.width / 2 - room * (len(ends) - 1) / 2
        for number, (_, index) in enumerate(sorted(ends)):
            found[index, upper] = first + number * room
    return found


def _line(
    index: int,
    chain: tuple[bool, int, list[object]],
    where: Mapping[object, Box],
    ports: Mapping[tuple[int, bool], float],
    slots: Mapping[object, Size],
) -> Line:
    down, middle, names = chain
    upper, lower = where[names[0]], where[names[-1]]
    points = [(ports[index, True], upper.y + upper.height)] * 2
    for name in names[1:-1]:
        box = where[name]
        x = box.x + box.width / 2
        points += [(x, box.y), (x, box.y + box.height)]
    points += [(ports[index, False], lower.y)] * 2
    slot = where[index, middle]
    width, height = slots[index, middle]
    label = Box(slot.x, slot.y + (slot.height - height) / 2, width, height)
    return Line(tuple(points) if down else tuple(reversed(points)), label)
