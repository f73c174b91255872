"""Source trees of a few units, written down instead of read."""

from __future__ import annotations

import pytest

from skerry.decompose.partition import Partition
from skerry.facts.graph import FactGraph
from skerry.facts.history import Commit, History
from skerry.facts.kinds import (
    Access,
    AnyFact,
    Column,
    Endpoint,
    Entity,
    Event,
    Outbound,
    Table,
    Transaction,
    Unit,
)
from skerry.facts.references import Reference, References


class Code:
    """Files with classes and functions, and what is known of them. A file's first folder is its service; `shared/` is none."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.references = References()
        self.facts: list[AnyFact] = []
        self.history = History()
        self._known: dict[str, int] = {}

    def file(self, path: str, *names: str, role: str = "source") -> Code:
        """A file with classes (`Order`) and functions (`Order.place`, `helper`), each ten lines long."""
        self._known[path] = at = self._unit("file", path, path, 1, -1, role)
        for number, name in enumerate(names, start=1):
            owner, _, last = name.rpartition(".")
            kind = "class" if last[0].isupper() else "function"
            self._known[name] = self._unit(kind, last, path, number * 10, self._known[owner] if owner else at, role)
        return self

    def _unit(self, kind: str, name: str, path: str, line: int, parent: int, role: str) -> int:
        self.units.append(Unit(kind, name, path, line, line + 9, parent, "python", role))
        return len(self.units) - 1

    def refer(self, source: str, kind: str, target: str, line: int = 0, strength: float = 1.0) -> Code:
        at = line or self.units[self._known[source]].line
        self.references.add([Reference(self._known[source], self._known[target], kind, at, strength)])
        return self

    def entity(self, name: str, abstract: bool = False, **columns: str) -> Code:
        keys = tuple(
            Column(column, "", False, other, self._known[other]) if other else Column(column)
            for column, other in columns.items()
        )
        unit = self._known[name]
        self.facts.append(
            Entity(unit=unit, line=self.units[unit].line, reader="t", name=name, table=name.lower() + "s", columns=keys, abstract=abstract)
        )  # fmt: skip
        return self

    def table(self, path: str, name: str, line: int = 1, **columns: str) -> Code:
        made = tuple(Column(column, references=other) for column, other in columns.items())
        self.facts.append(Table(unit=self._known[path], line=line, reader="t", name=name, columns=made))
        return self

    def access(self, unit: str, mode: str, store: str, line: int = 0) -> Code:
        """An access to an entity, or to a table if no unit is called so."""
        at = line or self.units[self._known[unit]].line
        target = self._known.get(store, -1)
        table = "" if target >= 0 else store
        self.facts.append(Access(unit=self._known[unit], line=at, reader="t", mode=mode, target=target, table=table))
        return self

    def transaction(self, *units: str, line: int = 0) -> Code:
        for unit in units:
            at = self._known[unit]
            self.facts.append(Transaction(unit=at, line=line or self.units[at].line, reader="t", how="atomic"))
        return self

    def endpoint(self, unit: str, path: str = "/") -> Code:
        at = self._known[unit]
        self.facts.append(Endpoint(unit=at, line=self.units[at].line, reader="t", method="GET", path=path))
        return self

    def event(self, unit: str, direction: str, name: str, kind: str = "event") -> Code:
        at = self._known[unit]
        target = self._known.get(name, -1)
        self.facts.append(
            Event(
                unit=at, line=self.units[at].line, reader="t", name=name, direction=direction, target=target, kind=kind
            )
        )
        return self

    def outbound(self, unit: str, protocol: str, target: str, line: int = 0) -> Code:
        at = self._known[unit]
        where = line or self.units[at].line
        self.facts.append(Outbound(unit=at, line=where, reader="t", protocol=protocol, target=target))
        return self

    def changed(self, *commits: tuple[int, str]) -> Code:
        """Commits: an author, and the path he changed."""
        paths = tuple(dict.fromkeys(path for _, path in commits))
        authors = tuple(str(author) for author in sorted({author for author, _ in commits}))
        made = tuple(Commit(0, author, (paths.index(path),)) for author, path in commits)
        self.history = History(paths, authors, made)
        return self

    def cut(self) -> Partition:
        graph = FactGraph("", tuple(self.units), self.references, tuple(self.facts), self.history)
        folders = {path: path.partition("/")[0] for path in graph.files}
        return Partition(graph, {path: folder for path, folder in folders.items() if folder != "shared"})


@pytest.fixture
def code() -> Code:
    return Code()
