"""Where everything of a graph stands on paper: contexts by layers, services by layers inside each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from skerry.render.graph.layered import Box, Drawing, Line, layered
from skerry.render.graph.measure import fitted, text_width
from skerry.render.graph.value import Edge, Graph, Node, lifted, short

TITLE, NAME, ABOUT, TAG = 15.0, 13.0, 11.5, 11.0  # font sizes
HEADER, CARD, PADDING, MARGIN = 38.0, 50.0, 14.0, 24.0
_WIDEST = 230.0  # text of a box; what is longer is cut, and whole in the tooltip


@dataclass(frozen=True, slots=True)
class Label:
    """A line's tag: its text, the number after it, and its box."""

    text: str
    number: str
    box: Box


@dataclass(frozen=True, slots=True)
class Scene:
    """Boxes of contexts and services by id, the edges drawn with their lines and labels, and the size of the paper."""

    groups: dict[str, Box]
    nodes: dict[str, Box]
    edges: tuple[tuple[Edge, Line, Label], ...]
    width: float
    height: float


def scene(graph: Graph) -> Scene:
    """Lays out the graph; draw `limited` graphs."""
    edges = lifted(graph)
    home = {node.id: node.group for node in graph.nodes}
    inner: dict[str, list[Edge]] = defaultdict(list)
    outer: list[Edge] = []
    names = {group.id for group in graph.groups}
    for edge in edges:
        within = edge.source in home and edge.target in home and home[edge.source] == home[edge.target]
        if within and not (edge.source in names and edge.target in names):
            inner[home[edge.source]].append(edge)
        else:
            outer.append(edge)
    insides = {group.id: _inside(graph, group.id, inner[group.id]) for group in graph.groups}
    sizes = {group.id: _outside(graph, group.id, insides[group.id]) for group in graph.groups}
    whole = layered(sizes, [(e.source, e.target, tag_size(e)) for e in outer], (40.0, 34.0))
    return _assembled(whole, insides, outer, inner)


def tag_text(edge: Edge) -> tuple[str, str]:
    """What stands on a line: the patterns, and how many things cross, both ways."""
    return short(edge.patterns), f"{edge.weight + edge.back:,}"


def tag_size(edge: Edge) -> tuple[float, float]:
    """The room that a line's tag needs."""
    text, number = tag_text(edge)
    space = 6.0 if text else 0.0
    return text_width(text, TAG, bold=True) + space + text_width(number, TAG) + 18.0, 22.0


def _inside(graph: Graph, group: str, edges: list[Edge]) -> Drawing:
    sizes = {node.id: _card(node) for node in graph.nodes if node.group == group}
    return layered(sizes, [(e.source, e.target, tag_size(e)) for e in edges], (16.0, 20.0))


def _card(node: Node) -> tuple[float, float]:
    name = fitted(node.label, NAME, _WIDEST, bold=True)
    about = fitted(node.about, ABOUT, _WIDEST)
    return max(text_width(name, NAME, bold=True), text_width(about, ABOUT), 90.0) + 28.0, CARD


def _outside(graph: Graph, group: str, inside: Drawing) -> tuple[float, float]:
    found = next(each for each in graph.groups if each.id == group)
    kind = text_width(found.kind, ABOUT) + 24.0 if found.kind else 0.0
    title = text_width(fitted(found.label, TITLE, _WIDEST, bold=True), TITLE, bold=True) + kind
    return max(inside.width, title) + 2 * PADDING, HEADER + inside.height + PADDING


def _assembled(whole: Drawing, insides: dict[str, Drawing], outer: list[Edge], inner: dict[str, list[Edge]]) -> Scene:
    groups = {name: box.moved(MARGIN, MARGIN) for name, box in whole.boxes.items()}
    nodes: dict[str, Box] = {}
    drawn = [(edge, line.moved(MARGIN, MARGIN)) for edge, line in zip(outer, whole.lines, strict=True)]
    for name, inside in insides.items():
        frame = groups[name]
        dx, dy = frame.x + (frame.width - inside.width) / 2, frame.y + HEADER
        nodes |= {node: box.moved(dx, dy) for node, box in inside.boxes.items()}
        drawn += [(edge, line.moved(dx, dy)) for edge, line in zip(inner[name], inside.lines, strict=True)]
    edges = tuple((edge, line, Label(*tag_text(edge), line.label)) for edge, line in drawn)
    return Scene(groups, nodes, edges, whole.width + 2 * MARGIN, whole.height + 2 * MARGIN)
