"""What a handful of small files say: facts as plain tuples of names, for tests at the level of a user's `skerry read`."""

from collections.abc import Mapping
from pathlib import Path

from skerry.facts.flows import Flows
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, ConfigKey, Endpoint, Entity, Event, Job, Mount, Outbound, Transaction
from skerry.read.codebase import ReadOptions, read

_MODES = frozenset({"read", "write"})


class Facts:
    """A read tree, asked by kind; units by their last names (`OrderService.place`)."""

    def __init__(self, root: Path, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        self.graph: FactGraph = read(root, ReadOptions(remember=False))

    def name(self, unit: int) -> str:
        return self.graph.qualified(unit).partition("::")[2] or self.graph.units[unit].path if unit >= 0 else ""

    def endpoints(self) -> set[tuple[str, str, str]]:
        return {(f.method, f.path, self.name(f.unit)) for f in self.graph.of(Endpoint)}

    def entities(self) -> dict[str, str]:
        return {f.name: f.table for f in self.graph.of(Entity)}

    def columns(self, entity: str) -> set[tuple[str, str, bool]]:
        found = next(f for f in self.graph.of(Entity) if f.name == entity)
        return {(c.name, self.name(c.target), c.many) for c in found.columns}

    def keys(self, entity: str) -> set[str]:
        return {c.name for f in self.graph.of(Entity) if f.name == entity for c in f.columns if c.key}

    def accesses(self) -> set[tuple[str, str, str]]:
        return {(self.name(f.unit), f.mode, self.name(f.target) or f.table) for f in self.graph.of(Access)}

    def transactions(self) -> set[str]:
        return {self.name(f.unit) for f in self.graph.of(Transaction)}

    def events(self) -> set[tuple[str, str, str]]:
        return {(self.name(f.unit), f.direction, f.name) for f in self.graph.of(Event)}

    def commands(self) -> set[str]:
        """Which of the messages are requests to one handler."""
        return {f.name for f in self.graph.of(Event) if f.kind == "command"}

    def jobs(self) -> set[tuple[str, str]]:
        return {(self.name(f.unit), f.schedule) for f in self.graph.of(Job)}

    def outbound(self) -> set[tuple[str, str, str]]:
        return {(self.name(f.unit), f.protocol, f.target) for f in self.graph.of(Outbound)}

    def settings(self) -> set[tuple[str, str]]:
        return {(self.name(f.unit), f.key) for f in self.graph.of(ConfigKey)}

    def mounts(self) -> set[tuple[str, str]]:
        return {(f.prefix, self.name(f.target)) for f in self.graph.of(Mount)}

    def reached(self, function: str) -> set[tuple[str, str]]:
        """Reads and writes of a function, its own and through all that it calls and sends."""
        unit = next(i for i in range(len(self.graph.units)) if self.name(i) == function)
        effects = [found.effect for found in Flows(self.graph).of(unit)]
        return {
            (e.kind, self.name(e.subject) if isinstance(e.subject, int) else e.subject)
            for e in effects
            if e.kind in _MODES
        }

    def calls(self) -> set[tuple[str, str]]:
        return {
            (self.name(r.source), self.name(r.target)) for r in self.graph.references if r.kind in {"call", "create"}
        }
