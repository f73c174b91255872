"""Whose an entity or a table is, and who else reads and writes it.

It belongs where it is declared: whoever maintains the class knows what the columns mean. Only where nearly all writes come from one other
service is the place of the class an accident, and the writer the owner. What is declared in no service (a shared kernel, a schema file)
belongs to its chief writer, if it has one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.decompose.partition import Partition
from skerry.decompose.proposal import OwnedEntity, Place, Reason
from skerry.facts.flows import Flows, Reached
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS, Entity, Table
from skerry.facts.stores import Store, Stores
from skerry.facts.tables import plain
from skerry.kernel.words import counted

_NEARLY_ALL = 0.8
_CHIEF = 0.5
_FEWEST_WRITERS = 3  # functions; fewer are no habit
_INHERIT = REFERENCE_KINDS.index("inherit")


@dataclass(frozen=True, slots=True)
class Holding:
    """A persistent thing of the system. `owner` and `home` (where it is declared) are services, '' for none; `unit` is its class or file.

    `readers` and `writers` count the functions of each service that read or write it, themselves or through code that is in no service.
    """

    name: str
    table: str
    unit: int
    place: Place
    home: str
    owner: str
    readers: dict[str, int]
    writers: dict[str, int]


def entities(partition: Partition) -> dict[str, tuple[OwnedEntity, ...]]:
    """Each service's entities and tables, by name, with the services that read and write them from outside."""
    found: dict[str, list[OwnedEntity]] = {service: [] for service in partition.services}
    for held in holdings(partition):
        if held.owner:
            found[held.owner].append(_owned(held))
    return {service: tuple(sorted(owned, key=lambda e: (e.name, e.place.path))) for service, owned in found.items()}


def reassigned(partition: Partition) -> dict[str, tuple[Reason, ...]]:
    """For each service why it owns entities that are declared elsewhere."""
    found: dict[str, list[Reason]] = defaultdict(list)
    for held in holdings(partition):
        if held.owner != held.home:
            writes, total = held.writers[held.owner], sum(held.writers.values())
            where = f"in {held.home}" if held.home else "in no service"
            how = (
                f"{writes} of the {counted(total, 'function')} that write it are"
                if writes < total
                else "all that writes it is"
            )
            text = f"owns {held.name}, declared {where}: {how} here"
            found[held.owner].append(Reason("data", text, writes / total, (held.place,)))
    return {service: tuple(reasons) for service, reasons in found.items()}


def holdings(partition: Partition) -> list[Holding]:
    """All entities, and tables that no entity stands for, in the order of the facts; worked out once a partition."""
    return partition.derived(_holdings)


def _holdings(partition: Partition) -> list[Holding]:
    readers, writers = _users(partition)
    return [
        _holding(partition, name, table, unit, line, readers[store], writers[store])
        for name, table, unit, line, store in partition.graph.derived(_persistent)
    ]


def _holding(
    partition: Partition, name: str, table: str, unit: int, line: int, readers: Counter[str], writers: Counter[str]
) -> Holding:
    home = partition.of_unit[unit]
    owner = _owner(home, writers)
    return Holding(name, table, unit, partition.place(unit, line), home, owner, dict(readers), dict(writers))


def _owner(home: str, writers: Counter[str]) -> str:
    total = sum(writers.values())
    if not total:
        return home
    chief, most = min(writers.items(), key=lambda item: (-item[1], item[0]))
    if not home:
        return chief if most / total > _CHIEF else ""
    return chief if most >= _FEWEST_WRITERS and most / total >= _NEARLY_ALL else home


def _owned(held: Holding) -> OwnedEntity:
    def outside(users: dict[str, int]) -> tuple[str, ...]:
        return tuple(sorted(service for service in users if service != held.owner))

    return OwnedEntity(held.name, held.table, held.place, outside(held.readers), outside(held.writers))


def _persistent(graph: FactGraph) -> list[tuple[str, str, int, int, Store]]:
    """Name, table, unit, line and store. An abstract class counts where no persistent class is made of it."""
    return [*_entities(graph), *_tables(graph)]


def _entities(graph: FactGraph) -> Iterator[tuple[str, str, int, int, Store]]:
    facts, made = graph.of(Entity), graph.derived(_concrete)
    for entity in facts:
        if not (entity.abstract and entity.unit in made) and (entity.columns or not entity.abstract):
            yield entity.name, entity.table, entity.unit, entity.line, entity.unit


def _tables(graph: FactGraph) -> Iterator[tuple[str, str, int, int, Store]]:
    stores = Stores(graph.of(Entity))
    seen: set[Store] = set()
    for table in graph.of(Table):
        store = stores.named(table.name)
        if isinstance(store, str) and store not in seen:
            seen.add(store)
            yield plain(table.name), table.name, table.unit, table.line, store


def _concrete(graph: FactGraph) -> dict[int, int]:
    """Abstract entity to the one that is made of it; where there are several, to the first that keeps its name."""
    facts = {entity.unit: entity for entity in graph.of(Entity)}
    found: dict[int, list[int]] = defaultdict(list)
    table = graph.references
    for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True):
        if kind == _INHERIT and source in facts and target in facts and facts[target].abstract:
            found[target].append(source)
    return {base: _heir(facts[base], [facts[unit] for unit in made]) for base, made in found.items()}


def _heir(base: Entity, made: list[Entity]) -> int:
    same = [entity for entity in made if base.name.endswith(entity.name)]
    return (same or made)[0].unit


def _users(partition: Partition) -> tuple[dict[Store, Counter[str]], dict[Store, Counter[str]]]:
    """How many functions of each service read and write each store, not through functions of any service."""
    of_unit, uses = partition.of_unit, partition.graph.derived(_Uses)
    users: dict[str, dict[Store, Counter[str]]] = {"read": defaultdict(Counter), "write": defaultdict(Counter)}
    for unit, service in enumerate(of_unit):
        if not service:
            continue
        for mode, store, through in uses.of(unit):
            if not any(of_unit[hop] for hop in through):
                users[mode][store][service] += 1
    return users["read"], users["write"]


class _Uses:
    """What each function reads and writes, and through which other functions."""

    def __init__(self, graph: FactGraph) -> None:
        self._graph, self._flows, self._concrete = graph, graph.derived(Flows), graph.derived(_concrete)
        self._found: dict[int, list[tuple[str, Store, tuple[int, ...]]]] = {}

    def of(self, unit: int) -> list[tuple[str, Store, tuple[int, ...]]]:
        """Mode, store (an abstract entity stands for what is made of it), and the units on the way to it."""
        if unit not in self._found:
            code = self._graph.units[unit].kind in {"function", "file"}
            reached = self._flows.of(unit) if code else ()
            self._found[unit] = [self._use(each) for each in reached if each.effect.kind in {"read", "write"}]
        return self._found[unit]

    def _use(self, reached: Reached) -> tuple[str, Store, tuple[int, ...]]:
        mode, subject = reached.effect
        store = self._concrete.get(subject, subject) if isinstance(subject, int) else subject
        return mode, store, tuple(hop.unit for hop in reached.path[1:])
