"""The quality of a cut in figures, each in one canonical definition: formulas and sources also stand in docs/reference/metrics.md.

Units are files, the grain of a placement. An edge is an ordered pair of different files, both placed; its volume v is the number of
references from the one to the other. References that only import are no edges. None of these figures is ever optimised: on systems
whose human cut is known they hardly follow it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log

from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Metrics
from skerry.decompose.touched import transactions
from skerry.facts.flows import Reached
from skerry.facts.graph import FactGraph
from skerry.facts.history import authors
from skerry.facts.kinds import REFERENCE_KINDS, Access, Entity
from skerry.facts.stores import Store

Edges = Mapping[tuple[str, str], int]  # from file, to file: volume

_CALLS = frozenset({"call", "create", "inject"})
_STRUCTURE = _CALLS | {"inherit", "type", "use"}


def metrics(partition: Partition) -> Metrics:
    """All figures of a cut."""
    homes = partition.derived(Homes)
    calls = edges(partition, _CALLS)
    touched = transactions(partition)
    return Metrics(
        services=len(partition.services),
        sm=structural_modularity(partition, edges(partition, _STRUCTURE)),
        icp=inter_partition_calls(partition, calls),
        ifn=interfaces(partition, calls),
        ned=non_extreme_distribution(partition),
        purity=table_purity(partition, homes),
        crossing_transactions=sum(each.crosses for each in touched),
        transactions=len(touched),
        cohesion=cohesion(partition, homes),
        team_fit=team_fit(partition),
    )


def edges(partition: Partition, kinds: Iterable[str] = _STRUCTURE) -> Edges:
    """The edges that references of some kinds make, with their volumes."""
    placed = partition.service_of
    wanted = partition.graph.derived(_Edges).of(frozenset(kinds))
    return {ends: volume for ends, volume in wanted.items() if ends[0] in placed and ends[1] in placed}


class _Edges:
    """The edges between all files of a graph."""

    def __init__(self, graph: FactGraph) -> None:
        self._graph = graph
        self._found: dict[frozenset[str], Edges] = {}

    def of(self, kinds: frozenset[str]) -> Edges:
        """Those that references of some kinds make, in the order of the first."""
        if kinds not in self._found:
            self._found[kinds] = self._counted({REFERENCE_KINDS.index(kind) for kind in kinds})
        return self._found[kinds]

    def _counted(self, wanted: set[int]) -> Edges:
        table, file_of, units = self._graph.references, self._graph.file_of, self._graph.units
        volumes: Counter[tuple[int, int]] = Counter()
        for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True):
            if kind in wanted and file_of[source] != file_of[target]:
                volumes[file_of[source], file_of[target]] += 1
        return {(units[source].path, units[target].path): volume for (source, target), volume in volumes.items()}


def structural_modularity(partition: Partition, structure: Edges) -> float:
    """SM = 1/K · Σ_i μ_i/n_i² − 1/(K(K−1)/2) · Σ_{i<j} σ_ij/(2·n_i·n_j), −1 to 1, higher is better.

    μ_i edges inside of service i, σ_ij edges between i and j in both directions, n_i files. Source: Jin et al., FoSCI, TSE 2019, as in
    Kalia et al., Mono2Micro, FSE 2021 (whose published code counts the second sum twice; this does not).
    """
    sizes = {service: len(files) for service, files in partition.services.items()}
    within, between = 0.0, 0.0
    for source, target in structure:
        a, b = partition.service_of[source], partition.service_of[target]
        if a == b:
            within += 1 / sizes[a] ** 2
        else:
            between += 1 / (2 * sizes[a] * sizes[b])
    k = len(sizes)
    return within / max(1, k) - (between / (k * (k - 1) / 2) if k > 1 else 0.0)


def inter_partition_calls(partition: Partition, calls: Edges) -> float:
    """ICP = Σ_{edges between services} (1 + ln v) / Σ_{all edges} (1 + ln v), 0 to 1, lower is better; 0 without calls.

    Edges are calls, constructions and injections. Source: Kalia et al., Mono2Micro, FSE 2021, which counts calls at run time; here they
    are places in the code.
    """
    volume = {True: 0.0, False: 0.0}
    for (source, target), v in calls.items():
        volume[partition.service_of[source] != partition.service_of[target]] += 1 + log(v)
    return volume[True] / total if (total := sum(volume.values())) else 0.0


def interfaces(partition: Partition, calls: Edges) -> float:
    """IFN = 1/K · Σ_i (files of service i that another service calls), lower is better.

    Source: Jin et al., FoSCI, TSE 2019 (an interface is a class called from another service), so in Mono2Micro's paper, while its code
    counts calling pairs.
    """
    called = {target for source, target in calls if partition.service_of[source] != partition.service_of[target]}
    return len(called) / max(1, len(partition.services))


def non_extreme_distribution(partition: Partition) -> float:
    """NED = 1 − Σ_{i: 5 ≤ n_i ≤ 20} n_i / N, 0 to 1, lower is better.

    Source: Kalia et al., Mono2Micro, FSE 2021. The bounds are absolute, as published: what a team can hold in mind does not grow with the
    monolith. So a large system cut into few services is at 1, which is no reason to cut it finer.
    """
    sizes = [len(files) for files in partition.services.values()]
    return 1 - sum(n for n in sizes if 5 <= n <= 20) / sum(sizes) if sizes else 0.0


def table_purity(partition: Partition, homes: Homes) -> float:
    """Mean over the entities and tables that anything accesses of H(services of the accessing files) in nats; 0, one user each, is best.

    Source: Nitin et al., CARGO, ASE 2022 (database transaction purity), with every access taken, not only those inside transactions.
    """
    users: dict[Store, set[str]] = defaultdict(set)
    for access in partition.graph.of(Access):
        if access.unit >= 0 and partition.of_unit[access.unit]:
            users[homes.stores.of(access)].add(partition.graph.units[access.unit].path)
    spread = [entropy(Counter(partition.service_of[path] for path in paths)) for paths in users.values()]
    return _mean(spread)


def cohesion(partition: Partition, homes: Homes) -> float:
    """Mean over services of the mean over the functionalities that touch it of (its entities they touch) / (its entities), 0 to 1,
    higher is better.

    A functionality is an endpoint with all that it reaches; in a system without any, a transaction. Services whose entities nothing
    touches are left out. Source: Santos and Rito Silva (INESC-ID), Mono2Micro's CohesionMetricCalculator.
    """
    owned: Counter[str] = Counter()
    for entity in partition.graph.of(Entity):
        if not entity.abstract:
            owned[homes.of(entity.unit)] += 1
    shares: dict[str, list[float]] = defaultdict(list)
    for reached in _functionalities(partition):
        touched = {r.effect.subject for r in reached if r.effect.kind in {"read", "write"}}
        services = Counter(homes.of(store) for store in touched if isinstance(store, int))
        for service, amount in services.items():
            if service and owned[service]:
                shares[service].append(min(1.0, amount / owned[service]))
    return _mean([_mean(found) for found in shares.values()])


def _functionalities(partition: Partition) -> list[list[Reached]]:
    found = [reached for _, reached in partition.flows.endpoints() if reached]
    return found or [reached for _, reached in partition.flows.transactions()]


def team_fit(partition: Partition) -> float:
    """Mean over services of 1 − H(authors of its changes) / ln(authors of all services), 0 to 1, higher is better; −1 without history.

    A change is a commit to a file. Source: team size reduction (TSR) of Mazlami et al., ICWS 2017, which divides the mean number of a
    service's authors by all; as an entropy, so that one who once fixed a typing error does not count like one who wrote it.
    """
    by_service: dict[str, Counter[int]] = defaultdict(Counter)
    for path, counts in partition.graph.derived(_authors).items():
        if path in partition.service_of:
            by_service[partition.service_of[path]].update(counts)
    everyone = len({author for counts in by_service.values() for author in counts})
    if not everyone:
        return -1.0
    return _mean([1 - entropy(counts) / log(everyone) if everyone > 1 else 1.0 for counts in by_service.values()])


def entropy(counts: Mapping[str, int] | Mapping[int, int]) -> float:
    """In nats."""
    total = sum(counts.values())
    return -sum(n / total * log(n / total) for n in counts.values() if n)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _authors(graph: FactGraph) -> dict[str, dict[int, int]]:
    return authors(graph.history)
