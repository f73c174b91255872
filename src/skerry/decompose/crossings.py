"""Everything that a cut cuts: references, accesses, foreign keys, transactions and events that lead from one service to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from skerry.decompose.carriers import Carriers
from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Crossing, Place
from skerry.decompose.touched import Touch, Touched, is_made_up
from skerry.facts.kinds import REFERENCE_KINDS, Access, Column, Entity, Event, Table

Pair = tuple[str, str]

# How hard each is to cut, from 0 to 1: what must be true at one moment, then shared data and code, then what is asked and answered.
WRITE, READ = 0.9, 0.6
HARDNESS = {"transaction": 1.0, "foreign key": 0.8, "inherit": 0.8, "call": 0.5, "event": 0.3, "type": 0.3}
_MEANS = {"inherit": "inherit", "inject": "call", "call": "call", "create": "call", "type": "type", "use": "type"}
_TYPE = REFERENCE_KINDS.index("type")
_VERBS = {"inherit": "inherits", "call": "calls", "type": "uses"}


class _Cut(NamedTuple):
    """A reference that crosses; the least is the strongest kind."""

    rank: int
    unsureness: float
    source: int
    target: int
    line: int
    kind: str


def crossings(
    partition: Partition, homes: Homes, transactions: Iterable[Touched], carriers: Carriers
) -> dict[Pair, list[Crossing]]:
    """For each pair of services (from, to) all that crosses. An import that is used for nothing else crosses nothing;
    what carries something (an event, a value) is not called but mentioned."""
    found: dict[Pair, list[Crossing]] = defaultdict(list)
    told: set[tuple[int, int, int]] = (
        set()
    )  # source file, line, entity: an access says more than the reference it is written with
    for pair, crossing, mark in _accesses(partition, homes):
        told.add(mark)
        found[pair].append(crossing)
    parts = (
        _references(partition, carriers, told),
        _keys(partition, homes),
        _torn(partition, homes, transactions),
        _events(partition),
    )
    for part in parts:
        for pair, crossing in part:
            found[pair].append(crossing)
    return found


# -- references --------------------------------------------------------------------------------------------------------


def _references(
    partition: Partition, carriers: Carriers, told: set[tuple[int, int, int]]
) -> Iterator[tuple[Pair, Crossing]]:
    """One crossing for each line and thing it refers to, by the strongest kind of reference."""
    best: dict[tuple[int, int, int], _Cut] = {}
    file_of, class_of = partition.graph.file_of, partition.graph.class_of
    for cut in _cuts(partition, carriers):
        about = class_of[cut.target] if class_of[cut.target] >= 0 else cut.target
        mark = (file_of[cut.source], cut.line, about)
        if mark not in told and (mark not in best or cut < best[mark]):
            best[mark] = cut
    for cut in best.values():
        pair = (partition.of_unit[cut.source], partition.of_unit[cut.target])
        strength = HARDNESS[cut.kind] * (1 - cut.unsureness)
        what = f"{_VERBS[cut.kind]} {short(partition, cut.target)}"
        yield (
            pair,
            Crossing(cut.kind, partition.place(cut.source, cut.line), partition.place(cut.target), what, strength),
        )


def _cuts(partition: Partition, carriers: Carriers) -> Iterator[_Cut]:
    table, of_unit, class_of = partition.graph.references, partition.of_unit, partition.graph.class_of
    kinds = [_MEANS.get(kind, "") for kind in REFERENCE_KINDS]
    rows = zip(table.sources, table.targets, table.kinds, table.lines, table.strengths, strict=True)
    for source, target, kind, line, hundredths in rows:
        theirs = of_unit[target]
        if theirs and of_unit[source] and of_unit[source] != theirs and kinds[kind]:
            means = _TYPE if carriers.carried(class_of[target], kind) else kind
            yield _Cut(means, 1 - hundredths / 100, source, target, line, kinds[means])


def short(partition: Partition, unit: int) -> str:
    """A unit's name within its file; a file's own name."""
    return partition.graph.qualified(unit).rpartition("::")[2].rpartition("/")[2]


# -- data --------------------------------------------------------------------------------------------------------------


def _accesses(partition: Partition, homes: Homes) -> Iterator[tuple[Pair, Crossing, tuple[int, int, int]]]:
    for access in partition.graph.of(Access):
        store, own = homes.stores.of(access), partition.of_unit[access.unit]
        theirs = homes.of(store)
        if own and theirs and own != theirs and not is_made_up(partition, access.unit):
            at = partition.place(access.unit, access.line)
            strength = (WRITE if access.mode == "write" else READ) * access.strength
            crossing = Crossing(
                "table access", at, homes.place(store, at), f"{access.mode}s {homes.name(store)}", strength
            )
            mark = (partition.graph.file_of[access.unit], access.line, store if isinstance(store, int) else -1)
            yield (own, theirs), crossing, mark


def _keys(partition: Partition, homes: Homes) -> Iterator[tuple[Pair, Crossing]]:
    """Foreign keys of entities; those of abstract ones only where no entity has inherited them, those of tables where no entity stands."""
    said: set[tuple[str, str, int]] = set()
    for entity in sorted(partition.graph.of(Entity), key=lambda e: e.abstract):
        own = homes.of(entity.unit)
        for column in entity.columns:
            theirs = homes.of(column.target) if column.target >= 0 else ""
            if own and theirs and own != theirs and not (entity.abstract and (own, column.name, column.target) in said):
                said.add((own, column.name, column.target))
                place = partition.place(entity.unit, entity.line)
                yield (own, theirs), _key(entity.name, column, entity.strength, place, partition.place(column.target))
    yield from _keys_of_tables(partition, homes)


def _keys_of_tables(partition: Partition, homes: Homes) -> Iterator[tuple[Pair, Crossing]]:
    for table in partition.graph.of(Table):
        store = homes.stores.named(table.name)
        if isinstance(store, int):
            continue
        for column in table.columns:
            other = homes.stores.named(column.references) if column.references else ""
            own, theirs = homes.of(store), homes.of(other)
            if own and theirs and own != theirs:
                place = partition.place(table.unit, table.line)
                yield (own, theirs), _key(table.name, column, table.strength, place, homes.place(other, place))


def _key(owner: str, column: Column, strength: float, source: Place, target: Place) -> Crossing:
    many = "many " if column.many else ""
    what = f"{owner}.{column.name} → {many}{column.references}"
    return Crossing("foreign key", source, target, what, HARDNESS["foreign key"] * strength)


# -- moments -----------------------------------------------------------------------------------------------------------


def _torn(partition: Partition, homes: Homes, transactions: Iterable[Touched]) -> Iterator[tuple[Pair, Crossing]]:
    """Each transaction that touches several services, to each of them but its own."""
    for each in transactions:
        if not each.crosses:
            continue
        for theirs in sorted(each.services() - {each.service}):
            touches = [t for t in each.touches if t.service == theirs]
            sure = max(t.reached.strength for t in touches)
            at = partition.place(each.unit, each.line)
            target = _end(partition, homes, touches)
            what = f"{short(partition, each.unit)} {_deeds(homes, touches)}"
            yield (each.service, theirs), Crossing("transaction", at, target, what, HARDNESS["transaction"] * sure)


def _deeds(homes: Homes, touches: list[Touch]) -> str:
    """`writes Basket, reads Line`."""
    written = sorted({homes.name(t.store) for t in touches if t.mode == "write"})
    read = sorted({homes.name(t.store) for t in touches if t.mode == "read"} - set(written))
    parts = [f"{verb} {', '.join(names)}" for verb, names in (("writes", written), ("reads", read)) if names]
    return ", ".join(parts)


def _end(partition: Partition, homes: Homes, touches: list[Touch]) -> Place:
    """The entity that is written, else read, first."""
    first = min(touches, key=lambda t: (t.mode != "write", -t.reached.strength, homes.name(t.store)))
    last = first.reached.path[-1]
    return homes.place(first.store, partition.place(last.unit, last.line))


def _events(partition: Partition) -> Iterator[tuple[Pair, Crossing]]:
    """From who raises an event to who handles it. A request that a mediator delivers to its one handler is a call."""
    handlers: dict[str | int, list[Event]] = defaultdict(list)
    for event in partition.graph.of(Event):
        if event.direction == "handle":
            by_name = event.target < 0 or event.kind == "change"
            handlers[event.name if by_name else event.target].append(event)
    for event in partition.graph.of(Event):
        if event.direction != "raise" or is_made_up(partition, event.unit):
            continue
        for handler in handlers.get(event.target if event.target >= 0 else event.name, ()):
            own, theirs = partition.of_unit[event.unit], partition.of_unit[handler.unit]
            if own and theirs and own != theirs:
                kind = "call" if event.kind == "command" else "event"
                places = partition.place(event.unit, event.line), partition.place(handler.unit, handler.line)
                strength = HARDNESS[kind] * min(event.strength, handler.strength)
                yield (
                    (own, theirs),
                    Crossing(kind, *places, f"{'asks' if kind == 'call' else 'raises'} {event.name}", strength),
                )
