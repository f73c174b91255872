"""In which service an entity or a table lives."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Place
from skerry.facts.kinds import Access, Entity, Table
from skerry.facts.stores import Store, Stores
from skerry.facts.tables import plain

_MUCH = 10_000  # one write says more about whose a table is than any number of reads


class Homes:
    """The service of every store of a partition."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition
        self.stores = Stores(partition.graph.of(Entity))

    def of(self, store: Store) -> str:
        """The service of the file that declares it, or if that belongs to none (a schema for all, say) of who uses it most; '' if none."""
        if isinstance(store, str):
            return self._declared.get(store) or self._used.get(store, "")
        return (self._partition.of_unit[store] if store >= 0 else "") or self._used.get(store, "")

    def name(self, store: Store) -> str:
        """What people call it."""
        return self._partition.graph.units[store].name if isinstance(store, int) else store

    def place(self, store: Store, otherwise: Place) -> Place:
        """Where it is declared, `otherwise` if no file says so."""
        if isinstance(store, int):
            return self._partition.place(store)
        found = self._tables.get(store)
        return self._partition.place(found.unit, found.line) if found else otherwise

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {plain(table.name): table for table in self._partition.graph.of(Table)}

    @cached_property
    def _declared(self) -> dict[str, str]:
        return {name: self._partition.of_unit[table.unit] for name, table in self._tables.items()}

    @cached_property
    def _used(self) -> dict[Store, str]:
        """For each store the service that writes it most, or reads it most if none writes it."""
        users: dict[Store, Counter[str]] = defaultdict(Counter)
        for access in self._partition.graph.of(Access):
            service = self._partition.of_unit[access.unit]
            if service:
                users[self.stores.of(access)][service] += _MUCH if access.mode == "write" else 1
        return {store: min(counts, key=lambda s: (-counts[s], s)) for store, counts in users.items()}
