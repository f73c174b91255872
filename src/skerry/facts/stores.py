"""Which entity a table's name means: where facts about tables and facts about entities meet."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.facts.kinds import Access, Entity
from skerry.facts.tables import plain

Store = int | str  # the unit of an entity; the plain name of a table that no entity stands for


class Stores:
    """Entities by the names under which code and SQL know them."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._tables: dict[str, int] = {}  # where several classes share a table, the first stands for all
        self._names: dict[str, set[int]] = {}
        self._last: dict[str, set[int]] = {}  # by the part behind a schema, for code that leaves the schema out
        for entity in entities:
            self._names.setdefault(plain(entity.name), set()).add(entity.unit)
            if entity.table and not entity.abstract:
                table = plain(entity.table)
                unit = self._tables.setdefault(table, entity.unit)
                self._last.setdefault(table.rpartition(".")[2], set()).add(unit)

    def named(self, table: str) -> Store:
        """The entity that is stored in a table (or, in an object query, is called so), else the table's plain name."""
        name = plain(table)
        if name in self._tables:
            return self._tables[name]
        last = name.rpartition(".")[2]
        found = self._last.get(last) or self._names.get(last, set())
        return next(iter(found)) if len(found) == 1 else name

    def of(self, access: Access) -> Store:
        """What an access reads or writes."""
        return access.target if access.target >= 0 else self.named(access.table)
