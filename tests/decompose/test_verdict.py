"""Whether to split: what is small stays whole, what is large and apart is split, and each answer has its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Metrics, Verdict
from skerry.decompose.verdict import verdict
from skerry.facts.history import Commit, History

APART = Metrics(2, 0.5, 0.05, 2.0, 0.0, 0.0, 0, 40, 0.9, -1)
TANGLED = Metrics(2, 0.0, 0.6, 9.0, 0.0, 1.0, 30, 40, 0.2, -1)


def judged(code: Any, lines: int, entities: int, metrics: Metrics, people: int = 0, commits: int = 0) -> Verdict:
    for number in range(entities):
        code.file(f"{'ab'[number % 2]}/{number}.py", f"Thing{number}").entity(f"Thing{number}", title="")
    cut = code.cut()
    paths = tuple(cut.service_of)
    history = History(
        paths, tuple(map(str, range(people))), tuple(Commit(n, n % people, (n % len(paths),)) for n in range(commits))
    )
    graph = replace(cut.graph, lines=dict.fromkeys(paths, lines // len(paths)), history=history)
    return verdict(Partition(graph, cut.service_of), metrics, (), history)


def test_a_small_system_is_kept_however_well_it_could_be_cut(code: Any) -> None:
    found = judged(code, 1_500, 6, APART, people=30, commits=900)
    assert found.answer == "keep"
    assert "make 2 modules inside of it" in found.sentence
    assert found.reasons[0].text == "1,500 lines of code in 6 files"
    assert "30 people changed it in the last year of its history" in [reason.text for reason in found.against]
    assert "growth to well above 20,000 lines" in found.would_change


def test_a_large_system_of_many_people_is_split(code: Any) -> None:
    found = judged(code, 150_000, 60, APART, people=40, commits=900)
    assert (found.answer, found.against) == ("split", ())
    assert "one team for all of it" in found.would_change


def test_a_system_in_between_is_split_a_little_and_the_first_ones_are_named(code: Any) -> None:
    found = judged(code, 30_000, 20, replace(TANGLED, icp=0.3, crossing_transactions=10))
    assert found.answer == "split a little"
    assert "take out a first" in found.sentence


def test_a_tangled_system_of_one_team_is_kept_as_modules(code: Any) -> None:
    found = judged(code, 12_000, 10, TANGLED, people=3, commits=60)
    assert found.answer == "keep"
    assert "30 of 40 transactions would become sagas" in [reason.text for reason in found.reasons]


def test_a_short_history_says_nothing_of_people(code: Any) -> None:
    found = judged(code, 30_000, 20, APART, people=2, commits=5)
    assert not [reason for reason in (*found.reasons, *found.against) if reason.family == "history"]


def test_without_a_boundary_there_is_nothing_to_cut(code: Any) -> None:
    assert "no boundary was found" in judged(code, 150_000, 60, replace(APART, services=1)).sentence
