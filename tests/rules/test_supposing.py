"""Possible edges: no finding comes of one, and none goes for one; what they would decide is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skerry.facts.fleet import Edge, Fleet, Node, Trait, Witness
from skerry.render.rules import remarks, state_rows
from skerry.rules.acceptance import Settled
from skerry.rules.case import Case
from skerry.rules.catalogue import catalogue
from skerry.rules.run import Judged, Known, judge

SEEN = (Witness("b/app.py", 7, "depends_on", strength=0.4),)


def fleet(*edges: Edge, names: str = "abcdef") -> Fleet:
    nodes = tuple(Node(name, "business", published=(80,)) for name in names)
    return Fleet("fleet", nodes, edges, traits=tuple(Trait(name, "source-read") for name in names))


def asked(rule: str, *edges: Edge) -> Judged:
    return judge(Case(observed=fleet(*edges)), [catalogue()[rule]])


def call(ends: str, confidence: float = 1.0) -> Edge:
    return Edge(ends[0], ends[1], "http", confidence, SEEN)


@pytest.mark.parametrize(
    ("rule", "believed", "decisive"),
    [
        ("cyclic-dependency", ["ab"], "ba"),
        ("long-call-chain", ["ab", "bc", "cd", "de"], "ef"),
        ("ignored-network-failure", [], "ab"),
        ("unauthenticated-call", [], "ab"),
    ],
)
def test_what_a_possible_edge_would_decide_is_unknown(rule: str, believed: list[str], decisive: str) -> None:
    sure = [call(ends) for ends in believed]
    assert asked(rule, *sure, call(decisive)).states[0].known is Known.BROKEN
    judged = asked(rule, *sure, call(decisive, 0.4))
    assert (judged.findings, judged.states[0].known) == ((), Known.UNKNOWN)
    (row,) = state_rows(judged.states)
    assert [(each["path"], each["line"]) for each in row["undecided"]] == [("fleet/b/app.py", 7)]
    assert f"whether {decisive[0]} calls {decisive[1]} (fleet/b/app.py:7)" in "\n".join(
        remarks(judged.states, Settled(), None)
    )


def test_one_more_that_is_possible_takes_nothing_from_what_is_found() -> None:
    judged = asked("ignored-network-failure", call("ab"), call("ac", 0.4))
    assert [finding.subject for finding in judged.findings] == [("a", "b")]
    assert judged.states[0].known is Known.BROKEN
    assert judged.states[0].undecided[0].subject == ("a", "b", "c")


def test_no_rule_finds_more_for_a_possible_edge() -> None:
    sure = fleet(call("ab"), call("bc"), call("cd"))
    more = replace(sure, edges=(*sure.edges, call("da", 0.4), call("ae", 0.3), call("af", 0.2)))
    rules = list(catalogue().values())
    without = {(each.rule, each.subject) for each in judge(Case(observed=sure), rules).findings}
    assert {(each.rule, each.subject) for each in judge(Case(observed=more), rules).findings} <= without
