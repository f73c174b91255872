"""The graph as a Mermaid flowchart, for places that draw it from text."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.render.graph.value import COLOURS, Edge, Graph, short


def mermaid(graph: Graph) -> str:
    """A flowchart with a subgraph per context; events are dashed."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    short_ids = {node.id: f"s{i}" for i, node in enumerate(graph.nodes)}
    yield "flowchart TB"
    for number, group in enumerate(graph.groups):
        yield f"  subgraph c{number}[{_quoted(group.label)}]"
        for node in graph.nodes:
            if node.group == group.id:
                yield f"    {short_ids[node.id]}[{_quoted(node.label)}]"
        yield "  end"
    for edge in graph.edges:
        arrow = "-.->" if edge.kind == "event" else "-->"
        yield f"  {short_ids[edge.source]} {arrow}|{_quoted(_label(edge))}| {short_ids[edge.target]}"
    yield from _colours(graph, short_ids)
    if graph.counter():
        yield f"  %% {graph.counter()}"


def _colours(graph: Graph, short_ids: dict[str, str]) -> Iterator[str]:
    """Where only one side knows a thing."""
    for seen, colour in COLOURS.items():
        lines = [str(at) for at, edge in enumerate(graph.edges) if edge.seen == seen]
        nodes = [short_ids[node.id] for node in graph.nodes if node.seen == seen]
        if lines:
            yield f"  linkStyle {','.join(lines)} stroke:{colour}"
        if nodes:
            yield f"  classDef {seen} stroke:{colour}"
            yield f"  class {','.join(nodes)} {seen}"


def _label(edge: Edge) -> str:
    return f"{short(edge.patterns)} {edge.weight}".strip()


def _quoted(text: str) -> str:
    """In quotes, with all that Mermaid or HTML would read as its own written as entities."""
    return '"' + "".join(char if char.isalnum() or char in " -_./,+:" else f"#{ord(char)};" for char in text) + '"'
