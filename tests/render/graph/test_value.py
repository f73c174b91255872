"""The graph of a proposal, and how it is kept small and honest."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.graph.proposed import graph_of
from skerry.render.graph.value import Edge, lifted, limited


def test_contexts_services_and_what_crosses(shop: Proposal) -> None:
    graph = graph_of(shop)
    assert [group.label for group in graph.groups] == ["catalogue", "customers", "inventory", "ordering", "payments"]
    assert [node.label for node in graph.nodes if node.group == "ordering"] == ["order-service", "fulfilment-service"]
    kinds = {(edge.source, edge.target): edge.kind for edge in graph.edges}
    assert kinds["order-service", "payment-service"] == "sync"
    assert kinds["fulfilment-service", "order-service"] == "event"
    assert graph.counter() == ""


def test_a_context_map_has_one_line_per_pair_with_the_patterns(shop: Proposal) -> None:
    lines = {(edge.source, edge.target): edge for edge in lifted(graph_of(shop))}
    assert lines["ordering", "payments"].patterns == ("customer-supplier", "anticorruption-layer")
    assert (lines["ordering", "customers"].weight, lines["ordering", "customers"].back) == (6, 3)
    assert ("customers", "ordering") not in lines
    assert ("fulfilment-service", "order-service") in lines


def test_a_limit_folds_the_light_ones_and_counts_them(shop: Proposal) -> None:
    graph = limited(graph_of(shop), 3, 2)
    assert [node.label for node in graph.nodes] == [
        "catalog-service",
        "order-service",
        "customer-service",
        "+1 service",
        "+2 services",
    ]
    assert graph.counter() == "showing 3 of 6 services and 2 of 8 relations"


@given(data=st.data(), most=st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_no_service_is_lost_without_being_counted(
    data: st.DataObject, most: int, proposals: st.SearchStrategy[Proposal]
) -> None:
    proposal = data.draw(proposals)
    graph = limited(graph_of(proposal), most, 20)
    shown = [node for node in graph.nodes if not node.folded]
    assert len(shown) + graph.hidden_nodes == len(proposal.services)
    assert sum(node.folded for node in graph.nodes) == graph.hidden_nodes
    assert len(graph.edges) <= 20
    known = {node.id for node in graph.nodes}
    assert all(edge.source in known and edge.target in known for edge in graph.edges)
    assert {node.group for node in graph.nodes} == {group.id for group in graph.groups}


def test_an_edge_is_an_event_only_if_all_of_it_is(shop: Proposal) -> None:
    lines = {(edge.source, edge.target): edge for edge in lifted(graph_of(shop))}
    assert isinstance(lines["ordering", "inventory"], Edge)
    assert lines["ordering", "customers"].kind == "sync"
