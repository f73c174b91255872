"""What the graph is drawn as: SVG, Mermaid, DOT, JSON."""

from __future__ import annotations

import json
import re
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.graph.dot import dot
from skerry.render.graph.json import as_json
from skerry.render.graph.mermaid import mermaid
from skerry.render.graph.proposed import graph_of
from skerry.render.graph.scene import scene
from skerry.render.graph.svg import figure, svg
from skerry.render.graph.value import limited

SVG = "{http://www.w3.org/2000/svg}"


def test_the_svg_names_everything_and_marks_both_ends(shop: Proposal) -> None:
    tree = ElementTree.fromstring(svg(graph_of(shop)).split("\n", 1)[1])
    texts = ["".join(text.itertext()) for text in tree.iter(SVG + "text")]
    assert {"ordering", "order-service", "14 files · Order, OrderLine +1", "C/S, ACL\u00a06", "D", "U"} <= set(texts)
    assert [g.get("class") for g in tree.iter(SVG + "g")].count("relation event") == 1
    assert {"calls, tables, types", "events"} <= set(texts)
    assert tree.get("role") == "img"
    assert "xlink" not in svg(graph_of(shop))
    assert "http" not in svg(graph_of(shop)).replace("http://www.w3.org/2000/svg", "")


def test_the_figure_links_to_the_tables_of_its_page(shop: Proposal) -> None:
    picture = figure(graph_of(shop))
    assert 'href="#context:ordering"' in picture
    assert 'href="#relation:ordering:payments"' in picture
    assert "<style" not in picture


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_names_give_well_formed_svg_whose_boxes_hold_their_labels(
    data: st.DataObject, proposals: st.SearchStrategy[Proposal]
) -> None:
    graph = limited(graph_of(data.draw(proposals)), 20, 40)
    tree = ElementTree.fromstring(svg(graph).split("\n", 1)[1])
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
        *("svg", "title", "style", "defs", "marker", "path", "g", "rect", "text", "tspan"),
    }
    laid = scene(graph)
    for some in (laid.groups.values(), laid.nodes.values()):
        for a, b in combinations(some, 2):
            assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    for node in graph.nodes:
        inner, outer = laid.nodes[node.id], laid.groups[node.group]
        assert outer.x < inner.x
        assert inner.x + inner.width < outer.x + outer.width
        assert outer.y < inner.y
        assert inner.y + inner.height < outer.y + outer.height


def test_mermaid_has_a_subgraph_per_context_and_dashes_events(shop: Proposal) -> None:
    text = mermaid(graph_of(shop))
    assert text.startswith("flowchart TB\n")
    assert '  subgraph c3["ordering"]\n    s1["order-service"]\n    s2["fulfilment-service"]\n  end\n' in text
    assert '  s2 -.->|"5"| s1\n' in text
    assert '  s1 -->|"C/S, ACL 6"| s3\n' in text


def test_dot_has_a_cluster_per_context(shop: Proposal) -> None:
    text = dot(graph_of(shop))
    assert 'subgraph cluster_3 { label="ordering";' in text
    assert '"fulfilment-service" -> "order-service" [label="5", style=dashed];' in text
    assert text.count("{") == text.count("}")


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_names_cannot_break_out_of_mermaid_or_dot(data: st.DataObject, proposals: st.SearchStrategy[Proposal]) -> None:
    graph = graph_of(data.draw(proposals))
    lines = [line for line in mermaid(graph).splitlines() if '"' in line]
    assert all(re.fullmatch(r'[^"]*"[^"<>\\]*"[^"]*', line) for line in lines)
    known = re.compile(
        "|".join(
            pattern.replace("Q", r'"(?:[^"\\]|\\.)*"')
            for pattern in (
                r"digraph Q \{",
                r"  graph .*",
                r"  subgraph cluster_\d+ \{ label=Q;",
                r"    Q \[label=Q, tooltip=Q\];",
                r"  Q -> Q \[label=Q(, style=dashed)?\];",
                r"  \}",
                r"\}",
            )
        )
    )
    assert [line for line in dot(graph).split("\n")[:-1] if not known.fullmatch(line)] == []


def test_the_json_holds_the_whole_value(shop: Proposal) -> None:
    document = json.loads(as_json(limited(graph_of(shop), 3)))
    assert document["schema"] == "skerry/graph/1"
    assert document["hidden_nodes"] == 3
    assert {"id", "label", "about", "group", "weight", "seen", "folded"} == set(document["nodes"][0])
