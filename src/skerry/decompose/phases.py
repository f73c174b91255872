"""In which order services leave the monolith (strangler fig): what mostly reads first, then what changes things together, then the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Boundary, Phase
from skerry.decompose.touched import transactions
from skerry.facts.kinds import Access, Endpoint

_READ_HEAVY = 0.6


@dataclass(frozen=True, slots=True)
class _Service:
    """What speaks for and against an early leave.

    `reads` and `writes`: accesses to its data from anywhere; `written`: those writes of other services; `commands`: its own to their data.
    `torn`: transactions that change it together with others; `asking`: that change it alone but ask others. `needs` and `needed`:
    services it refers to, and that refer to it; `ties`: the weight of all that crosses from and to it.
    """

    name: str
    reads: int
    writes: int
    endpoints: int
    queries: int
    written: int
    commands: int
    torn: int
    asking: int
    needs: int
    needed: int
    ties: float

    @property
    def read_share(self) -> float:
        """Of the accesses to its data; of its endpoints where it has none."""
        if self.reads + self.writes:
            return self.reads / (self.reads + self.writes)
        return self.queries / self.endpoints if self.endpoints else 0.0

    @property
    def changes_together(self) -> bool:
        """Whether taking it out costs a saga or commands, or it lives from being written."""
        return self.torn + self.asking + self.written + self.commands > 0 or self.writes > self.reads

    @property
    def can_begin(self) -> bool:
        """Whether it mostly reads, changes nothing of others, and no transaction changes it with what others own."""
        return (
            self.read_share >= _READ_HEAVY
            and self.torn + self.asking + self.commands == 0
            and 2 * self.written <= self.writes
        )


def phases(partition: Partition, boundaries: Sequence[Boundary]) -> tuple[Phase, ...]:
    """Up to three phases, none empty; every service is in one."""
    services = _services(partition, boundaries)
    first = _first(services)
    rest = [each for each in services if each not in first]
    second = sorted((each for each in rest if each.changes_together), key=lambda s: (s.needs, s.ties, s.name))
    third = sorted((each for each in rest if not each.changes_together), key=lambda s: (s.needed, s.ties, s.name))
    found = [_begin(first, len(services))] if first else []
    if second:
        found.append(_change(second, _together(partition)))
    if third:
        found.append(_support(third, second))
    return tuple(found)


def _first(services: Sequence[_Service]) -> list[_Service]:
    """One to three to learn on: those that can begin, or else the one least tied to anything that no transaction changes with others."""
    room = 1 if len(services) < 4 else 2 if len(services) < 7 else 3
    able = sorted((s for s in services if s.can_begin), key=lambda s: (s.written, s.needs, s.ties, s.name))
    if able:
        return able[:room]
    return sorted(services, key=lambda s: (s.torn + s.asking, s.written + s.commands, s.needs, s.ties, s.name))[:1]


# -- what is known of each service -------------------------------------------------------------------------------------


def _services(partition: Partition, boundaries: Sequence[Boundary]) -> list[_Service]:
    homes, of_unit = partition.derived(Homes), partition.of_unit
    modes = Counter((homes.of(homes.stores.of(a)), a.mode) for a in partition.graph.of(Access))
    endpoints = Counter(of_unit[e.unit] for e in partition.graph.of(Endpoint))
    queries = Counter(of_unit[e.unit] for e in partition.graph.of(Endpoint) if e.method == "GET")
    writes = [b for b in boundaries for c in b.crossings if c.what.startswith("writes ")]
    written, commands = Counter(b.target for b in writes), Counter(b.source for b in writes)
    crossing = [t for t in transactions(partition) if t.crosses]
    torn = Counter(s for t in crossing if t.tears for s in t.services("write"))
    asking = Counter(s for t in crossing if not t.tears for s in t.services("write"))
    needs, needed = Counter(b.source for b in boundaries), Counter(b.target for b in boundaries)
    ties: dict[str, float] = dict.fromkeys(partition.services, 0.0)
    for boundary in boundaries:
        for end in (boundary.source, boundary.target):
            ties[end] += sum(crossing.strength for crossing in boundary.crossings)
    return [
        _Service(
            s, modes[s, "read"], modes[s, "write"], endpoints[s], queries[s], written[s], commands[s], torn[s], asking[s],
            needs[s], needed[s], ties[s],
        )
        for s in partition.services
    ]  # fmt: skip


def _together(partition: Partition) -> list[tuple[str, ...]]:
    """Services that one transaction changes, most often first."""
    found = Counter(tuple(sorted(t.services("write"))) for t in transactions(partition) if t.tears)
    return sorted(found, key=lambda services: (-found[services], services))


# -- why ---------------------------------------------------------------------------------------------------------------


def _begin(services: Sequence[_Service], all_services: int) -> Phase:
    opening = (
        "None mostly reads by what is known: the one goes first that is least bound by transactions, writes and needs."
    )
    if services[0].can_begin:
        opening = (
            f"{len(services)} of {all_services} first: what mostly reads can run beside the monolith on its data, "
            "and be switched back at any time."
        )
    return Phase("read-heavy", _names(services), (opening, *(f"{s.name}: {_facts(s)}." for s in services)))


def _change(services: Sequence[_Service], together: Sequence[tuple[str, ...]]) -> Phase:
    names = set(_names(services))
    shared = [
        f"{_listed(each)} leave together: one transaction changes them, a saga takes its place."
        for each in together
        if names.issuperset(each)
    ]
    opening = "They stay until the first ones run: to take them out, sagas, commands and outboxes must be at work."
    return Phase(
        "transactional", _names(services), (opening, *shared[:3], *(f"{s.name}: {_facts(s)}." for s in services))
    )


def _support(services: Sequence[_Service], before: Sequence[_Service]) -> Phase:
    names = _names(before)
    others = (_count(len(names) - 3, "other", "others"),) if len(names) > 3 else ()
    until = (
        f"until {_listed((*names[:3], *others))} {'are' if len(names) > 1 else 'is'} out"
        if names
        else "until the first ones run"
    )
    opening = f"They stay {until}: nothing is gained by moving them sooner."
    return Phase("supporting", _names(services), (opening, *(f"{s.name}: {_facts(s)}." for s in services)))


def _facts(s: _Service) -> str:
    """The figures in words."""
    told = [_use(s)]
    if s.torn:
        told.append(f"{_count(s.torn, 'transaction changes', 'transactions change')} it together with others")
    if s.asking:
        told.append(f"{_count(s.asking, 'transaction changes', 'transactions change')} it after asking others")
    if not s.torn + s.asking:
        told.append("no transaction binds it to others")
    if s.written:
        told.append(f"{_count(s.written, 'place elsewhere changes', 'places elsewhere change')} its data")
    if s.commands:
        told.append(f"it changes the data of others in {_count(s.commands, 'place', 'places')}")
    told.append(f"it needs {_count(s.needs, 'service', 'services')}, {_count(s.needed, 'needs', 'need')} it")
    return ", ".join(told)


def _use(s: _Service) -> str:
    if s.reads + s.writes:
        return f"{s.reads} of {_count(s.reads + s.writes, 'access', 'accesses')} to its data {'reads' if s.reads == 1 else 'read'}"
    if s.endpoints:
        return f"{s.queries} of {_count(s.endpoints, 'endpoint', 'endpoints')} only {'reads' if s.queries == 1 else 'read'}"
    return "it has no data"


def _count(n: int, one: str, many: str) -> str:
    """`no services`, `1 service`, `2 services`; with verbs `none need`."""
    return f"{n or ('none' if one == 'needs' else 'no')} {one if n == 1 else many}"


def _names(services: Sequence[_Service]) -> tuple[str, ...]:
    return tuple(each.name for each in services)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
