"""Which entity a table's name means: where facts about tables and facts about entities meet."""

from __future__ import annotations

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Entity
from skerry.facts.tables import plain

Store = int | str  # the unit of an entity; the plain name of a table that no entity stands for


class Stores:
    """Entities by the names under which code and SQL know them."""

    def __init__(self, graph: FactGraph) -> None:
        self._units: dict[str, set[int]] = {}
        for entity in graph.of(Entity):
            for name in {plain(entity.table), plain(entity.name)} - {""}:
                self._units.setdefault(name, set()).add(entity.unit)

    def named(self, table: str) -> Store:
        """The entity that is stored in a table (or, in an object query, is called so), else the table's plain name."""
        name = plain(table)
        found = self._units.get(name) or self._units.get(name.rpartition(".")[2], set())
        return next(iter(found)) if len(found) == 1 else name

    def of(self, access: Access) -> Store:
        """What an access reads or writes."""
        return access.target if access.target >= 0 else self.named(access.table)
