"""Layers of boxes: nothing overlaps, and the same input gives the same drawing."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.render.graph.layered import Box, layered

_NAMES = [f"n{i}" for i in range(14)]
_LINKS = st.lists(
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NAMES)).filter(lambda p: p[0] != p[1]), max_size=30, unique=True
)
_SIZES = st.fixed_dictionaries({name: st.tuples(st.floats(20, 300), st.floats(20, 200)) for name in _NAMES})


def _overlap(a: Box, b: Box) -> bool:
    across = a.x + a.width > b.x + 0.01 and b.x + b.width > a.x + 0.01
    return across and a.y + a.height > b.y + 0.01 and b.y + b.height > a.y + 0.01


@given(_SIZES, _LINKS)
@settings(max_examples=40, deadline=None)
def test_no_box_or_label_overlaps_another_and_all_are_on_the_paper(
    sizes: dict[str, tuple[float, float]], links: list[tuple[str, str]]
) -> None:
    drawing = layered(sizes, [(a, b, (60.0, 22.0)) for a, b in links], (30.0, 30.0))
    boxes = [*drawing.boxes.values(), *(line.label for line in drawing.lines)]
    assert not [(a, b) for a, b in combinations(boxes, 2) if _overlap(a, b)]
    assert all(box.x >= -0.01 and box.x + box.width <= drawing.width + 0.01 for box in boxes)
    assert all(box.y >= -0.01 and box.y + box.height <= drawing.height + 0.01 for box in boxes)


@given(_SIZES, _LINKS)
@settings(max_examples=40, deadline=None)
def test_no_line_runs_through_a_box(sizes: dict[str, tuple[float, float]], links: list[tuple[str, str]]) -> None:
    drawing = layered(sizes, [(a, b, (60.0, 22.0)) for a, b in links], (30.0, 30.0))
    for line in drawing.lines:
        straight = zip(line.points[::2], line.points[1::2], strict=True)
        stretches = [Box(x, min(y, end), 0.02, abs(end - y)) for (x, y), (_, end) in straight]
        assert not [box for box in drawing.boxes.values() for stretch in stretches if _overlap(box, stretch)]


@given(_SIZES, _LINKS)
@settings(max_examples=25, deadline=None)
def test_every_line_begins_and_ends_at_its_boxes(
    sizes: dict[str, tuple[float, float]], links: list[tuple[str, str]]
) -> None:
    drawing = layered(sizes, [(a, b, (60.0, 22.0)) for a, b in links], (30.0, 30.0))
    for source, target, line in ((a, b, line) for (a, b), line in zip(links, drawing.lines, strict=True)):
        for name, (x, y) in ((source, line.points[0]), (target, line.points[-1])):
            box = drawing.boxes[name]
            assert box.x <= x <= box.x + box.width
            assert min(abs(y - box.y), abs(y - box.y - box.height)) < 0.01


def test_a_chain_leads_down_and_a_cycle_is_drawn_all_the_same() -> None:
    sizes = dict.fromkeys("abc", (50.0, 20.0))
    drawn = layered(sizes, [("a", "b", (20.0, 10.0)), ("b", "c", (20.0, 10.0)), ("c", "a", (20.0, 10.0))], (10.0, 10.0))
    assert drawn.boxes["a"].y < drawn.boxes["b"].y < drawn.boxes["c"].y
    assert drawn.lines[2].points[0][1] > drawn.lines[2].points[-1][1]


def test_nothing_is_an_empty_drawing() -> None:
    assert layered({}, [], (10.0, 10.0)).boxes == {}


def test_the_same_input_gives_the_same_drawing() -> None:
    sizes = dict.fromkeys("abcdef", (50.0, 20.0))
    links = [(a, b, (20.0, 10.0)) for a, b in ("ab", "ac", "bd", "cd", "de", "ea", "fa")]
    assert layered(sizes, links, (9.0, 9.0)) == layered(sizes, links, (9.0, 9.0))
