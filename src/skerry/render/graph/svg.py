"""The graph as SVG, drawn by ourselves: a file that stands alone, or a figure inside a page that brings the styles."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from math import log2

from skerry.kernel.words import counted
from skerry.render.anchors import anchor
from skerry.render.graph.layered import Box, Line
from skerry.render.graph.measure import fitted, text_width
from skerry.render.graph.scene import ABOUT, NAME, PADDING, TAG, TITLE, Label, scene
from skerry.render.graph.value import SEEN, SYMMETRIC, Edge, Graph, Group, Node
from skerry.render.markup import Markup, raw, tag

_FOOT = 30.0  # room for the counter of what is not shown, and for the legend
_LEGEND, _TOLD = 560.0, 760.0  # the widths of legends
_IN_A_PAGE = 0.85  # as small as the names can be read; what is wider is scrolled


def svg(graph: Graph) -> str:
    """A file of its own, light or dark as its viewer is."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _picture(graph, style=styles(), links=False) + "\n"


def figure(graph: Graph) -> Markup:
    """The picture alone, for a page that has `styles()`; contexts and lines link to their tables by `anchor`."""
    return _picture(graph, style=None, links=True)


def styles() -> str:
    """The style sheet of the pictures."""
    return files("skerry.render.graph").joinpath("graph.css").read_text(encoding="utf-8")


def _picture(graph: Graph, style: str | None, *, links: bool) -> Markup:
    laid = scene(graph)
    counter = graph.counter()
    width = laid.width if links else max(laid.width, _TOLD if any(node.seen for node in graph.nodes) else _LEGEND)
    height = laid.height + (_FOOT if counter else 0) + (0 if links else _FOOT)
    scale = _IN_A_PAGE if links else 1.0
    label = f"Context map of {graph.title}: {len(graph.groups)} contexts, {len(graph.nodes)} services"
    return tag(
        "svg",
        tag("title", label),
        tag("style", raw(style.replace("<", ""))) if style else None,
        _marks(),
        [_group(group, laid.groups[group.id], links) for group in graph.groups],
        [_node(node, laid.nodes[node.id]) for node in graph.nodes],
        [_edge(*each, links=links) for each in laid.edges],
        tag("text", counter, x=width / 2, y=laid.height + _FOOT - 12, text_anchor="middle", cls="counter")
        if counter
        else None,
        None if links else _legend(height - 12, told=any(node.seen for node in graph.nodes)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=round(width * scale),
        height=round(height * scale),
        role="group" if links else "img",
        aria_label=label,
        cls="skerry-graph",
    )


def _legend(base: float, *, told: bool) -> Markup:
    """What the lines mean; a page has its own. `told` says that they also mean where they are known from."""
    x, parts = 24.0, []
    rows = [("sync", "calls, tables, types", 190.0), ("event", "events", 110.0)]
    rows += [(f"sync {seen}", about, 200.0) for seen, about in SEEN.items() if about and told]
    for kind, about, wide in rows:
        line = tag("path", d=f"M{x} {base - 4} h36", stroke_width=1.5, marker_end="url(#skerry-arrow)")
        parts.append(tag("g", line, cls=f"key {kind}"))
        parts.append(tag("text", about, x=x + 44, y=base, cls="counter"))
        x += wide
    rest = "" if told else "U upstream, D downstream; numbers count"
    return tag("g", parts, tag("text", rest, x=x, y=base, cls="counter"), cls="legend")


def _marks() -> Markup:
    arrow = tag("path", d="M0 1 L9 5 L0 9 Z", cls="arrow")
    marker = tag(
        "marker",
        arrow,
        id="skerry-arrow",
        viewBox="0 0 10 10",
        refX=9,
        refY=5,
        markerWidth=9,
        markerHeight=9,
        orient="auto-start-reverse",
        markerUnits="userSpaceOnUse",
    )
    return tag("defs", marker)


def _group(group: Group, box: Box, links: bool) -> Markup:
    kind = text_width(group.kind, ABOUT) if group.kind else 0.0
    room = box.width - 2 * PADDING - (kind + 16 if kind else 0)
    right, base = box.x + box.width - PADDING, box.y + 25
    content = (
        tag("title", f"{group.label}{f' ({group.kind})' if group.kind else ''}"),
        tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=14),
        tag(
            "text", fitted(group.label, TITLE, room, bold=True), x=box.x + PADDING, y=base, font_size=TITLE, cls="title"
        ),
        tag("text", group.kind, x=right, y=base, font_size=ABOUT, text_anchor="end", cls="kind") if kind else None,
    )
    drawn = tag("g", content, cls=f"context {group.kind}".strip())
    return tag("a", drawn, href="#" + anchor("context", group.id)) if links else drawn


def _node(node: Node, box: Box) -> Markup:
    x, room = box.x + box.width / 2, box.width - 20
    return tag(
        "g",
        tag("title", ": ".join(filter(None, (node.label, node.about, SEEN.get(node.seen, ""))))),
        tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=8),
        tag("text", fitted(node.label, NAME, room, bold=True), x=x, y=box.y + 21, font_size=NAME, cls="name"),
        tag("text", fitted(node.about, ABOUT, room), x=x, y=box.y + 38, font_size=ABOUT, cls="about"),
        cls=" ".join(filter(None, ("service", "folded" if node.folded else "", node.seen))),
    )


def _edge(edge: Edge, line: Line, label: Label, *, links: bool) -> Markup:
    path = tag(
        "path",
        d=_path(line),
        stroke_width=1.2 + min(2.3, log2(1 + edge.weight + edge.back) / 3),
        marker_end="url(#skerry-arrow)",
        marker_start="url(#skerry-arrow)" if edge.back else None,
    )
    reach = tag("path", d=_path(line), cls="reach")
    content = (tag("title", _told(edge)), reach, path, _tag(label), list(_letters(edge, line)))
    drawn = tag("g", content, cls=f"relation {edge.kind} {edge.seen}".strip())
    return tag("a", drawn, href="#" + anchor("relation", edge.source, edge.target)) if links else drawn


def _told(edge: Edge) -> str:
    back = f", {edge.back:,} the other way" if edge.back else ""
    how = f" ({', '.join(edge.patterns)})" if edge.patterns else ""
    what = "event" if edge.kind == "event" else "crossing"
    seen = f", {SEEN[edge.seen]}" if SEEN.get(edge.seen) else ""
    return f"{edge.source} uses {edge.target}{how}: {counted(edge.weight, what)}{back}{seen}"


def _path(line: Line) -> str:
    """Straight inside a slot, curved from slot to slot with vertical ends."""
    parts = [f"M{line.points[0][0]:.1f} {line.points[0][1]:.1f}"]
    for (ax, ay), (bx, by) in pairwise(line.points):
        if (ax, ay) == (bx, by):
            continue
        half = (ay + by) / 2
        parts.append(f"V{by:.1f}" if ax == bx else f"C{ax:.1f} {half:.1f} {bx:.1f} {half:.1f} {bx:.1f} {by:.1f}")
    return "".join(parts)


def _tag(label: Label) -> Markup:
    box, base = label.box, label.box.y + label.box.height / 2 + 4
    number = tag("tspan", ("\u00a0" if label.text else "") + label.number, cls="number")
    return tag(
        "g",
        tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=box.height / 2),
        tag("text", tag("tspan", label.text), number, x=box.x + box.width / 2, y=base, font_size=TAG),
        cls="tag",
    )


def _letters(edge: Edge, line: Line) -> Iterator[Markup]:
    """D at the downstream end and U at the upstream one, where the relation has a direction."""
    if not edge.patterns or set(edge.patterns) <= SYMMETRIC:
        return
    for letter, (x, y), (_, near) in (("D", line.points[0], line.points[2]), ("U", line.points[-1], line.points[-3])):
        down = 1 if near > y else -1
        yield tag("text", letter, x=x + 6, y=y + down * 14 + 4, font_size=10, cls="end")
