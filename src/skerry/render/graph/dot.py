"""The graph in DOT, for Graphviz and what reads it."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.render.graph.value import COLOURS, Graph, short


def dot(graph: Graph) -> str:
    """A digraph with a cluster per context; events are dashed."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.title)} {{"
    yield '  graph [compound=true, fontname="sans-serif"]; node [shape=box, style=rounded, fontname="sans-serif"];'
    for number, group in enumerate(graph.groups):
        yield f"  subgraph cluster_{number} {{ label={_quoted(group.label)};"
        for node in graph.nodes:
            if node.group == group.id:
                yield f"    {_quoted(node.id)} [label={_quoted(node.label)}, tooltip={_quoted(node.about)}{_colour(node.seen)}];"
        yield "  }"
    for edge in graph.edges:
        style = ", style=dashed" if edge.kind == "event" else ""
        label = f"{short(edge.patterns)} {edge.weight}".strip()
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(label)}{style}{_colour(edge.seen)}];"
    if graph.counter():
        yield f"  // {graph.counter()}"
    yield "}"


def _colour(seen: str) -> str:
    return f', color="{COLOURS[seen]}"' if seen in COLOURS else ""


def _quoted(text: str) -> str:
    """In quotes; a line's end would end it, and a backslash before a quote would hide the quote."""
    plain = " ".join(text.replace("\x00", " ").split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
