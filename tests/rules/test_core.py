"""What all rules stand on: graphs, acceptances, baselines, places, and rules that fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from skerry.facts.fleet import Deployment, Edge, Fleet, Node, Trait, Witness
from skerry.kernel.problem import Problem
from skerry.model.system import System
from skerry.rules import baseline
from skerry.rules import catalogue as module
from skerry.rules.acceptance import settle
from skerry.rules.case import Case
from skerry.rules.catalogue import catalogue
from skerry.rules.data import shared_database
from skerry.rules.graphs import circles, longest, propagation, reached
from skerry.rules.hit import Answer
from skerry.rules.rule import page
from skerry.rules.run import Known, judge

from .cases import model

SHARED = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, stores: { main: { postgres: shop } } }
  stock-service: { context: stock, stores: { main: { postgres: shop } } }
"""
ACCEPTED = "accept: [{{ rule: {}, at: {}, reason: until the split, until: {} }}]\n"
TODAY = date(2026, 6, 30)


def settled(system: System, *rules: str) -> tuple[list[str], list[str]]:
    """The rules whose findings count, and the codes of what is wrong with acceptances."""
    asked = [catalogue()[name] for name in rules or ("shared-database",)]
    judged = judge(Case(system=system), asked)
    found = settle(judged.findings, system.accepted, {rule.id for rule in asked}, catalogue(), TODAY)
    return [finding.rule for finding in found.open], [problem.code.id for problem in found.problems]


@pytest.mark.parametrize(
    ("rule", "at", "until", "open_", "remarks"),
    [
        ("shared-database", "order-service", "2026-06-30", [], []),
        ("shared-database", "[order-service, stock-service]", "2026-06", [], []),
        ("shared-database", "order-service", "2026-06-29", ["shared-database"], ["K001"]),
        ("shared-database", "mail-service", "2027-01", ["shared-database"], ["K002"]),
        ("shared-databse", "order-service", "2027-01", ["shared-database"], ["K003"]),
        ("cyclic-dependency", "order-service", "2027-01", ["shared-database"], []),  # which was not asked
    ],
)
def test_an_acceptance_counts_until_its_day(
    rule: str, at: str, until: str, open_: list[str], remarks: list[str]
) -> None:
    assert settled(model(SHARED + ACCEPTED.format(rule, at, until))) == (open_, remarks)


def test_a_baseline_leaves_out_what_it_knows_and_tells_what_is_gone() -> None:
    shared = judge(Case(system=model(SHARED)), [catalogue()["shared-database"]]).findings
    moved = judge(Case(system=model("about: more\n" + SHARED)), [catalogue()["shared-database"]]).findings
    assert shared[0].place != moved[0].place
    known = baseline.parse("known.json", baseline.text(shared))
    assert not isinstance(known, Problem)
    assert baseline.compare(moved, known) == baseline.Delta((), moved, ())
    assert baseline.compare((), known).gone == (f"shared-database: {shared[0].message}",)
    assert baseline.compare((*moved, moved[0]), known).new == (moved[0],)  # the same once more is new


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "skerry/baseline/2"}', '{"schema": "skerry/baseline/1"}'])
def test_what_is_no_baseline_is_a_problem(text: str) -> None:
    assert isinstance(baseline.parse("known.json", text), Problem)


def test_a_finding_in_a_fleet_points_into_the_folder_that_was_read() -> None:
    seen = (Witness("a/app.py", 7, "http-client"),)
    nodes = (Node("a", "business"), Node("b", "business"))
    read = tuple(Trait(name, "source-read") for name in ("a", "b"))
    edges = (Edge("a", "b", "http", evidence=seen), Edge("b", "a", "http", evidence=seen))
    judged = judge(Case(observed=Fleet("fleet", nodes, edges, traits=read)), [catalogue()["cyclic-dependency"]])
    assert [str(finding.place) for finding in judged.findings] == ["fleet/a/app.py:7"]


@pytest.mark.parametrize(("purpose", "end"), [("development", ", in dev only"), ("production", "")])
def test_what_only_a_deployment_for_development_does_is_not_said_of_production(purpose: str, end: str) -> None:
    trait = Trait("a", "privileged", evidence=(Witness("compose.dev.yaml", 7, "compose"),))
    ways = (
        Deployment("prod", "kustomize", ("k8s.yaml",)),
        Deployment("dev", "compose", ("compose.dev.yaml",), purpose),
    )
    fleet = Fleet("fleet", (Node("a", "business"),), traits=(trait,), deployments=ways)
    judged = judge(Case(observed=fleet), [catalogue()["privileged-container"]])
    said = "a runs with the rights of its machine: privileged"
    assert [finding.message for finding in judged.findings] == [said + end]


def test_what_nobody_read_is_unknown_and_not_sound() -> None:
    edges = (Edge("a", "b", "http"),)
    fleet = Fleet("", (Node("a", "business"), Node("b", "business")), edges)
    rule = catalogue()["ignored-network-failure"]
    assert judge(Case(observed=fleet), [rule]).states[0].known is Known.UNKNOWN
    known = replace(fleet, traits=(Trait("a", "source-read"),))
    assert judge(Case(observed=known), [rule]).states[0].known is Known.BROKEN
    assert judge(Case(), [rule]).states[0].known is Known.UNASKED


def test_a_rule_that_fails_takes_nobody_with_it() -> None:
    def fails(case: Case) -> Iterator[Answer]:
        raise ValueError("oh")
        yield

    rules = [replace(catalogue()["shared-database"], id="broken", check=fails), catalogue()["shared-database"]]
    judged = judge(Case(system=model(SHARED)), rules)
    assert [problem.code.id for problem in judged.problems] == ["K004"]
    assert [finding.rule for finding in judged.findings] == ["shared-database"]


def test_a_third_party_adds_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "others", lambda group: [shared_database] if group == "skerry.rules" else [])
    module.by_family.cache_clear()
    try:
        assert [rule.id for rule in module.by_family()[module.OTHERS]] == ["shared-database"]
    finally:
        module.by_family.cache_clear()


def test_a_page_is_taken_apart() -> None:
    title, parts = page("Title.\n\nWhy: a\nb.\n\nInstead: c.\n\nWhen: d.\n\nMore.\n\nSource: e.\n")
    assert title == "Title"
    assert parts == {"Why": "a b.", "Instead": "c.", "When": "d.\n\nMore.", "Source": "e."}


def test_graphs() -> None:
    graph = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e"], "e": ["b"], "f": []}
    assert circles(graph) == [("b", "d", "e")]
    assert longest(graph)["a"] in {("a", "c", "b"), ("a", "c", "d"), ("a", "c", "e")}  # a circle is one step
    assert reached(graph) == {"a": 4, "b": 2, "c": 3, "d": 2, "e": 2, "f": 0}
    assert propagation(graph) == pytest.approx((13 + 6) / 36)


def test_a_chain_of_thousands_is_no_recursion() -> None:
    graph: dict[str, list[str]] = {f"s{n}": [f"s{n + 1}"] for n in range(5000)} | {"s5000": []}
    assert len(longest(graph)["s0"]) == 5001
    assert circles({**graph, "s5000": ["s0"]})[0][:2] == ("s0", "s1")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))
