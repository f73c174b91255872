"""How the services of a cut relate, by the patterns of domain-driven design, inferred from what crosses and which way.

The patterns are those of Evans (Domain-Driven Design, 2003) as the DDD Reference (2015) states them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Boundary, Crossing, Place, Relation
from skerry.facts.kinds import Access
from skerry.facts.stores import Store
from skerry.kernel.words import split

_ADAPTERS = frozenset(
    {"client", "gateway", "adapter", "adaptor", "facade", "proxy", "translator", "anticorruption", "acl"}
)
_DATA = frozenset({"table access", "foreign key", "inherit", "type"})
_ALIKE = 0.5  # the weaker direction has at least half the weight of the stronger
_SOME = 1.0  # below, a direction is one call or two, which make no user
_CLOSE = 2.0  # below, it makes no partner
_MANY = 3  # users of an upstream that serves them all alike
_EVERYWHERE = 0.2  # share of the downstream's files; with layers, about every file that could

Ties = Mapping[tuple[str, str], Sequence[Crossing]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A downstream, its upstream, and what ties them each way."""

    downstream: str
    upstream: str
    ties: Sequence[Crossing]
    back: Sequence[Crossing]


def relations(partition: Partition, boundaries: Sequence[Boundary]) -> tuple[Relation, ...]:
    """One relation for each pair of services between which anything crosses, in the order of their names."""
    ties = _dependences(boundaries)
    pairs = [_pair(ties, *names) for names in sorted({tuple(sorted(pair)) for pair in ties})]
    users = Counter(pair.upstream for pair in pairs if weight(pair.ties) >= _SOME and not _mutual(pair))
    written = _written_by_both(partition)
    found = [
        _relation(partition, pair, users[pair.upstream], written[pair.downstream, pair.upstream]) for pair in pairs
    ]
    return tuple(sorted(found, key=lambda r: (r.downstream, r.upstream)))


def weight(ties: Iterable[Crossing]) -> float:
    """How strongly crossings tie."""
    return sum(crossing.strength for crossing in ties)


def _dependences(boundaries: Iterable[Boundary]) -> Ties:
    """What ties each service to those it depends on: who handles an event depends on who raises it, else who refers to another."""
    ties: dict[tuple[str, str], list[Crossing]] = defaultdict(list)
    for boundary in boundaries:
        for crossing in boundary.crossings:
            there = (boundary.source, boundary.target)
            ties[there[::-1] if crossing.kind == "event" else there].append(crossing)
    return ties


def _pair(ties: Ties, one: str, other: str) -> _Pair:
    there, back = ties.get((one, other), ()), ties.get((other, one), ())
    return _Pair(one, other, there, back) if weight(there) >= weight(back) else _Pair(other, one, back, there)


def _mutual(pair: _Pair) -> bool:
    return weight(pair.back) >= max(_CLOSE, _ALIKE * weight(pair.ties))


def _written_by_both(partition: Partition) -> Mapping[tuple[str, str], list[str]]:
    """For each two services the entities that both write."""
    homes, writers = partition.derived(Homes), defaultdict[Store, set[str]](set)
    for access in partition.graph.of(Access):
        service = partition.of_unit[access.unit]
        if service and access.mode == "write":
            writers[homes.stores.of(access)].add(service)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for store, services in writers.items():
        for one in services:
            for other in services - {one}:
                found[one, other].append(homes.name(store))
    return found


def _relation(partition: Partition, pair: _Pair, users: int, written: list[str]) -> Relation:
    if _mutual(pair):
        return _symmetric(pair, written)
    patterns, reasons = [], []
    if users >= _MANY:
        patterns += ["open-host", "published-language"]
        reasons.append(
            f"{users} services use {pair.upstream}, {pair.downstream} with {_amount(pair.ties)}: it serves them all through one interface"
        )
    stance, why = _stance(partition, pair)
    if stance:
        patterns.append(stance)
        reasons.append(why)
    if len(written) > 1 or set(map(_kind, pair.ties)) == {"inherit"}:
        patterns.append("shared-kernel")
        reasons.append(_shared(pair, written))
    if not patterns:
        patterns.append("customer-supplier")
        reasons.append(f"{pair.downstream} needs {pair.upstream} ({_amount(pair.ties)}){_returned(pair)}")
    return Relation(pair.downstream, pair.upstream, tuple(patterns), f"{'; '.join(reasons)}.")


def _symmetric(pair: _Pair, written: list[str]) -> Relation:
    both = f"{pair.downstream} needs {pair.upstream} ({_amount(pair.ties)}) about as much as the other way round ({_amount(pair.back)})"
    patterns = ["partnership"]
    if written:
        patterns.append("shared-kernel")
        both += f"; both write {_some(sorted(written))}"
    return Relation(pair.downstream, pair.upstream, tuple(patterns), f"{both}: they can only be planned together.")


def _stance(partition: Partition, pair: _Pair) -> tuple[str, str]:
    """How the downstream takes what it gets: through adapters of its own, or as it is, everywhere."""
    by_file: Counter[str] = Counter()
    for crossing in pair.ties:
        by_file[_near(crossing).path] += 1
    adapters = sorted(path for path in by_file if _ADAPTERS.intersection(split(path.rpartition("/")[2])))
    through = sum(by_file[path] for path in adapters)
    if through > len(pair.ties) / 2:
        names = _some([path.rpartition("/")[2] for path in adapters])
        return "anticorruption-layer", f"{through} of {len(pair.ties)} uses go through {names}, which can translate"
    data, all_files = [c for c in pair.ties if c.kind in _DATA], len(partition.services[pair.downstream])
    if len(by_file) >= max(3, _EVERYWHERE * all_files) and weight(data) > weight(pair.ties) / 2:
        return "conformist", (
            f"{len(by_file)} of {all_files} files of {pair.downstream} take entities, base classes and types of {pair.upstream} as they are"
        )
    return "", ""


def _shared(pair: _Pair, written: list[str]) -> str:
    if len(written) > 1:
        return f"both write {_some(sorted(written))}"
    return f"{pair.downstream} only extends classes of {pair.upstream}"


def _near(crossing: Crossing) -> Place:
    """The downstream's side."""
    return crossing.target if crossing.kind == "event" else crossing.source


def _kind(crossing: Crossing) -> str:
    return crossing.kind


def _returned(pair: _Pair) -> str:
    return f", which needs it much less ({_amount(pair.back)})" if pair.back else ", which does not need it"


def _amount(ties: Sequence[Crossing]) -> str:
    return f"{len(ties)} crossing{'s' if len(ties) != 1 else ''}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
