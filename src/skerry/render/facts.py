"""A FactGraph and its Fleet as JSON: what is here, whole or a page of each list. The shape is stated in schemas/read.schema.json."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

from skerry.facts.fleet import Fleet
from skerry.facts.graph import FactGraph
from skerry.facts.history import History, churn
from skerry.facts.kinds import (
    Access,
    Column,
    ConfigKey,
    Endpoint,
    Entity,
    Event,
    Fact,
    Job,
    Outbound,
    Table,
    Transaction,
)
from skerry.kernel.problem import Problem
from skerry.render.bounded import Row, bounded
from skerry.render.fleet import rows as rows_of_fleet

SCHEMA = "skerry/read/1"
_TOP = ("deployments", "nodes", "edges", "possible", "stores", "endpoints", "holdings", "routes", "channels", "traits")


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the facts is shown: `limit` rows of each list from `offset` on, `fields` of each row, files that match `scope`."""

    limit: int | None = None
    offset: int = 0
    fields: tuple[str, ...] = ()
    scope: str = ""


def as_json(graph: FactGraph, fleet: Fleet, cut: Cut = Cut()) -> dict[str, Any]:
    """The whole document. Lists that were cut are named under `bounds` with how many rows there are."""
    rows = _Rows(graph, cut.scope, fleet.problems)
    lists: dict[str, Sequence[Row]] = {
        **rows_of_fleet(fleet),
        "stores": rows.stores(),
        "endpoints": rows.of(Endpoint),
        "units": rows.units(),
        "references": rows.references(),
        "entities": rows.of(Entity),
        "tables": rows.of(Table),
        "accesses": rows.of(Access),
        "transactions": rows.of(Transaction),
        "events": rows.of(Event),
        "jobs": rows.of(Job),
        "outbound": rows.of(Outbound),
        "config": rows.of(ConfigKey),
        "problems": rows.problems(),
        "skipped": [{"path": s.path, "reason": s.reason} for s in graph.skipped if rows.shows(s.path)],
    }
    pages = {name: bounded(all_, cut.limit, cut.fields, cut.offset) for name, all_ in lists.items()}
    bounds = {name: page.bounds() for name, page in pages.items() if page.hidden}
    top = {name: pages.pop(name).rows for name in _TOP}
    facts = {name: page.rows for name, page in pages.items()} | {"history": _history(graph)}
    chosen = {"deployment": fleet.deployment} if fleet.deployment else {}
    return {"schema": SCHEMA, "root": graph.root, **chosen, **top, "facts": facts, "bounds": bounds}


def _history(graph: FactGraph) -> dict[str, Any]:
    history = graph.history
    often = sorted(churn(history).items(), key=lambda item: (-item[1], item[0]))
    return {
        "commits": len(history.commits),
        "authors": len(history.authors),
        "whole": history.whole,
        "first": history.commits[-1].when if history.commits else None,
        "last": history.commits[0].when if history.commits else None,
        "pairs": _pairs(history, graph.files),
        "most_changed": [{"path": path, "commits": n} for path, n in often if path in graph.files][:20],
    }


def _pairs(history: History, files: Container[str]) -> int:
    """How many pairs of files changed together at least twice."""
    if not history.commits:
        return 0
    from skerry.facts.cochange import cochange  # noqa: PLC0415 - numpy, which a tree without a past does not need

    return len(cochange(history, files, 2).left)


def unknown_fields(fields: Sequence[str]) -> list[str]:
    """Those of `fields` that no row of any list has: a misspelling."""
    stated = json.loads(files("skerry.render").joinpath("schemas/read.schema.json").read_text(encoding="utf-8"))
    lists = {**stated["properties"], **stated["properties"]["facts"]["properties"]}
    known = {name for each in lists.values() for name in each.get("items", {}).get("properties", ())}
    return [field for field in fields if field not in known]


@dataclass
class _Rows:
    graph: FactGraph
    scope: str
    noted: tuple[Problem, ...]  # what the manifests' readers had to say

    def shows(self, path: str) -> bool:
        """Whether a path is in the scope that was asked for."""
        return not self.scope or fnmatchcase(path, self.scope)

    def units(self) -> list[Row]:
        return [
            {
                "name": self.graph.qualified(i), "kind": u.kind, "path": u.path, "line": u.line, "end": u.end,
                "language": u.language, "role": u.role,
            }
            for i, u in enumerate(self.graph.units) if self.shows(u.path)
        ]  # fmt: skip

    def references(self) -> list[Row]:
        names = [self.graph.qualified(i) for i in range(len(self.graph.units))]
        return [
            {
                "from": names[r.source], "to": names[r.target], "kind": r.kind, "line": r.line,
                "confidence": r.strength,
            }
            for r in self.graph.references if self.shows(self.graph.units[r.source].path)
        ]  # fmt: skip

    def of(self, kind: type[Fact]) -> list[Row]:
        """All facts of a kind, each with its evidence and the names of the units it speaks of."""
        return [dict(self._row(fact)) for fact in self.graph.of(kind) if self.shows(self._path(fact))]

    def stores(self) -> list[Row]:
        """Where data is kept: tables, and entities that no table was found for."""
        tables: list[dict[str, Any]] = [
            {"name": t.name, "kind": "table", "evidence": [self._evidence(t)]} for t in self.graph.of(Table)
        ]
        known = {row["name"] for row in tables}
        entities: list[dict[str, Any]] = [
            {"name": e.table, "kind": "table", "evidence": [self._evidence(e)]}
            for e in self.graph.of(Entity) if e.table and e.table not in known
        ]  # fmt: skip
        return [row for row in tables + entities if self.shows(row["evidence"][0]["path"])]

    def problems(self) -> list[Row]:
        return [
            {
                "code": p.code.id, "severity": p.severity.value, "title": p.code.title, "what": p.what,
                "path": p.span.path, "line": p.span.line,
            }
            for p in sorted({*self.graph.problems, *self.noted}, key=lambda p: (p.span, p.code.id)) if self.shows(p.span.path)
        ]  # fmt: skip

    def _row(self, fact: Fact) -> Iterator[tuple[str, Any]]:
        for name in fact.__struct_fields__:
            value = getattr(fact, name)
            if name in {"unit", "target", "at"} and isinstance(value, int):
                yield name, self._name(value)
            elif name == "columns":
                yield name, [self._column(column) for column in value]
            elif name not in {"line", "reader", "strength"}:
                yield name, value
        yield "confidence", fact.strength
        yield "evidence", [self._evidence(fact)]

    def _name(self, unit: int) -> str:
        return self.graph.qualified(unit) if unit >= 0 else ""

    def _column(self, column: Column) -> Row:
        target = self._name(column.target)
        return {
            "name": column.name, "type": column.type, "key": column.key, "references": column.references,
            "target": target, "many": column.many,
        }  # fmt: skip

    def _path(self, fact: Fact) -> str:
        at = fact.at if isinstance(fact, Endpoint) and fact.at >= 0 else fact.unit
        return self.graph.units[at].path if at >= 0 else ""

    def _evidence(self, fact: Fact) -> Row:
        return {"path": self._path(fact), "line": fact.line, "reader": fact.reader}
