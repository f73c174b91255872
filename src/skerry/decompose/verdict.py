"""Whether to split at all. A modular monolith is the better answer for a small system, for few people, and where any cut goes
through the quick.

Six measures, each on a scale from -1 (speaks for one deployable) to 1 (speaks for several) with 0 where it says nothing; their weighted
mean decides. The scales are argued where they stand; a system too small to be worth the cost of a network is kept whatever else holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from skerry.decompose.ownership import holdings
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Boundary, Metrics, Reason, Verdict
from skerry.facts.history import History
from skerry.kernel.words import counted

_YEAR = 365 * 86400
_FEWEST_COMMITS = 20  # below, a history (a shallow clone's) says nothing of people or pace
_FEWEST_TRANSACTIONS = 5
_SPLIT, _LITTLE = 0.2, -0.25
_TINY = -0.8
_FIRST = 3
_NOTHING = (
    "There is nothing to cut: no file declares anything that another one refers to. Give the folder that holds the sources; "
    "`skerry read` says what was found in this one, and what was left out."
)


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` from -1 to 1, its weight, what it says; what would speak for splitting (`more`), and what against (`less`)."""

    family: str
    value: float
    weight: float
    says: str
    more: str
    less: str


def verdict(partition: Partition, metrics: Metrics, boundaries: Sequence[Boundary], history: History) -> Verdict:
    """Split, split a little, or keep; with the numbers for and against, and what would change the answer."""
    if not metrics.services:
        return Verdict("keep", _NOTHING, (), (), ())
    measures = list(_measures(partition, metrics, history))
    total = sum(measure.weight for measure in measures)
    score = sum(measure.value * measure.weight for measure in measures) / total
    answer = _answer(score, measures[0].value, metrics.services)
    first = _first(partition, boundaries) if answer != "keep" else ()
    ranked = sorted(measures, key=lambda m: (-abs(m.value * m.weight), m.says))
    pro = tuple(_reason(m, total) for m in ranked if m.value > 0)
    contra = tuple(_reason(m, total) for m in ranked if m.value < 0)
    reasons, against = (contra, pro) if answer == "keep" else (pro, contra)
    turns = tuple(m.less if answer == "split" else m.more for m in ranked if (m.value > 0) == (answer == "split"))[:3]
    return Verdict(answer, _sentence(answer, first, metrics), reasons, against, turns)


def _answer(score: float, size: float, services: int) -> str:
    if services < 2 or size <= _TINY or score < _LITTLE:
        return "keep"
    return "split" if score >= _SPLIT else "split a little"


def _sentence(answer: str, first: tuple[str, ...], metrics: Metrics) -> str:
    names = f"{' and '.join(first)} first" if first else "the most independent one first"
    if answer == "split":
        return f"Splitting pays, one step at a time: {names}, {metrics.services} services in the end."
    if answer == "split a little":
        return f"Split a little: take out {names}, make modules of the rest, then look again."
    if metrics.services < 2:
        return "Keep one deployable: no boundary was found along which to cut it."
    return f"Keep one deployable, and make {metrics.services} modules inside of it: they are worth having without a network between them."


def _reason(measure: Measure, total: float) -> Reason:
    return Reason(measure.family, measure.says, round(abs(measure.value) * measure.weight / total, 3))


# -- measures ----------------------------------------------------------------------------------------------------------


def _measures(partition: Partition, metrics: Metrics, history: History) -> Iterator[Measure]:
    yield _size(partition)
    things = sum(1 for held in holdings(partition) if held.owner)
    yield Measure(
        "data",
        _scale(things, 5, 20, 80),
        1.5,
        counted(things, "entity"),
        "a domain with several times as many entities",
        "entities that turn out to be few in several forms",
    )
    yield Measure(
        "structure",
        _linear(metrics.icp, 0.5, 0.3, 0.1),
        1.5,
        f"{metrics.icp:.0%} of the calls cross a boundary of this cut",
        "modules that call one another less",
        "calls between services that no one has seen yet",
    )
    if metrics.transactions >= _FEWEST_TRANSACTIONS:
        share = metrics.crossing_transactions / metrics.transactions
        yield Measure(
            "data",
            _linear(share, 0.5, 0.25, 0.0),
            1.5,
            f"{metrics.crossing_transactions} of {metrics.transactions} transactions would become sagas",
            "transactions that end where a module ends",
            "changes that must be seen everywhere at once",
        )
    if len(history.commits) >= _FEWEST_COMMITS:
        yield from _of_history(partition, history)


def _size(partition: Partition) -> Measure:
    lines = sum(partition.graph.lines.get(path, 0) for path in partition.service_of)
    return Measure(
        "structure",
        _scale(
            lines, 4_000, 20_000, 100_000
        ),  # a team can know 20,000 lines; of 4,000, each service would be mostly plumbing
        3.0,
        f"{lines:,} lines of code in {counted(len(partition.service_of), 'file')}",
        f"growth to well above {max(20_000, lines * 2):,} lines",
        "most of the code no longer in use",
    )


def _of_history(partition: Partition, history: History) -> Iterator[Measure]:
    """People and pace in the last year of the history, counted over the system's own files."""
    ours = {i for i, path in enumerate(history.paths) if path in partition.service_of}
    newest = max(commit.when for commit in history.commits)
    recent = [c for c in history.commits if newest - c.when <= _YEAR and not ours.isdisjoint(c.files)]
    people = len({commit.author for commit in recent})
    if people:
        yield Measure(
            "history",
            _scale(people, 3, 8, 25),  # a team is up to eight people, and several services need several teams
            2.0,
            f"{counted(people, 'person')} changed it in the last year of its history",
            "a second team that has to deliver by itself",
            "one team for all of it",
        )
    yield Measure(
        "history",
        _scale(len(recent), 50, 200, 800),
        1.0,
        f"{counted(len(recent), 'change')} in the last year of its history",
        "changes so frequent that releases wait for one another",
        "hardly any changes any more",
    )


def _scale(value: float, low: float, middle: float, high: float) -> float:
    """-1 at `low` and below, 0 at `middle`, 1 at `high`, by proportion."""
    return _linear(log(max(value, 1)), log(low), log(middle), log(high))


def _linear(value: float, low: float, middle: float, high: float) -> float:
    end = high if (value > middle) == (high > middle) else low
    found = (value - middle) / (end - middle)
    return round(max(-1.0, min(1.0, found if end == high else -found)), 3)


def _first(partition: Partition, boundaries: Sequence[Boundary]) -> tuple[str, ...]:
    """The services with the least that is cut for each line they have; none that shares a transaction where others don't."""
    cut = dict.fromkeys(partition.services, 0.0)
    torn = dict.fromkeys(partition.services, 0)
    for boundary in boundaries:
        for service in {boundary.source, boundary.target} & set(cut):
            cut[service] += sum(crossing.strength for crossing in boundary.crossings)
            torn[service] += boundary.counts.get("transaction", 0)
    lines = {
        service: sum(partition.graph.lines.get(path, 0) for path in paths)
        for service, paths in partition.services.items()
    }
    typical = sorted(lines.values())[len(lines) // 2]
    worth = [service for service in lines if lines[service] >= typical / 2]
    ranked = sorted(worth, key=lambda s: (torn[s] > 0, cut[s] / max(1, lines[s]), s))
    return tuple(ranked[: min(_FIRST, max(1, len(lines) - 1))])
