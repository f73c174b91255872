"""Holds what `skerry.read` finds in a source tree against an inventory that the system's own framework gave.

    python benchmarks/accuracy/compare.py INVENTORY.json SOURCE [--within FOLDER] [--missing]

`--within` counts only what was found below a folder (for precision); `--missing` lists the differences.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Endpoint, Entity, Event, Transaction
from skerry.read.codebase import ReadOptions, read
from skerry.read.frameworks.django_signals import OF_DJANGO

Item = tuple[str, ...]
_HOLE = re.compile(r"\{[^}]*\}")


def tables(graph: FactGraph, within: str) -> dict[str, Entity]:
    found = (e for e in graph.of(Entity) if e.table and graph.units[e.unit].path.startswith(within))
    return {e.table: e for e in found}


def found_items(graph: FactGraph, within: str) -> dict[str, set[Item]]:
    entities = tables(graph, within)
    names = {e.unit: e.table for e in graph.of(Entity)}
    here = [f for f in graph.facts if graph.units[f.unit].path.startswith(within)]
    served = [f for f in here if isinstance(f, Endpoint) and f.unit != f.at]  # the others are of the framework itself
    return {
        "models": {(table,) for table in entities},
        "columns": {(table, c.name) for table, e in entities.items() for c in e.columns},
        "relations": {
            (table, c.name, names[c.target]) for table, e in entities.items() for c in e.columns if c.target in names
        },
        "endpoints": {(_route(f.path),) for f in served},
        "views": {(_route(f.path), _view(graph, f.unit)) for f in served},
        "signals": {(f.name,) for f in here if isinstance(f, Event) and f.reader == "signals"},
        "transactions": {
            (graph.units[f.unit].path, graph.units[f.unit].name)
            for f in here
            if isinstance(f, Transaction) and f.how == "transaction.atomic"
        },
    }


def _view(graph: FactGraph, unit: int) -> str:
    owner = graph.class_of[unit]
    return graph.units[owner if owner >= 0 else unit].name


def _route(path: str) -> str:
    """Holes without names; the language prefix of a translated site is no part of a route."""
    return re.sub(r"^/en-gb(?=/)", "", _HOLE.sub("{}", path)) or "/"


def listed_items(inventory: dict[str, Any]) -> dict[str, set[Item]]:
    models = inventory.get("models", [])
    by_name = {m["name"]: m["table"] for m in models}
    return {
        "models": {(m["table"],) for m in models},
        "columns": {(m["table"], c) for m in models for c in m["columns"]},
        "relations": {
            (m["table"], c, by_name[to]) for m in models for c, to in m["relations"].items() if to in by_name
        },
        "endpoints": {(_route(e["path"]),) for e in inventory.get("endpoints", [])},
        "views": {(_route(e["path"]), e["view"]) for e in inventory.get("endpoints", [])},
        "signals": {(s["name"],) for s in inventory.get("signals", [])},
        "transactions": {(t["path"], t["name"]) for t in inventory.get("transactions", [])},
    }


def report(
    listed: dict[str, set[Item]], found: dict[str, set[Item]], show: Callable[[str], None], missing: bool
) -> None:
    for what, wanted in listed.items():
        if not wanted:
            continue
        have = (
            found[what] - {(name,) for name in OF_DJANGO} | found[what] & wanted
        )  # Django's own signals are no finding
        right = wanted & have
        recall, precision = len(right) / len(wanted), len(right) / len(have) if have else 0.0
        show(
            f"{what:12} inventory {len(wanted):5}  found {len(have):5}  recall {recall:.3f}  precision {precision:.3f}"
        )
        if missing:
            _list(show, "  not found: ", wanted - have)
            _list(show, "  too much:  ", have - wanted)


def _list(show: Callable[[str], None], title: str, items: Iterable[Item]) -> None:
    for item in sorted(items):
        show(title + " ".join(item))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inventory", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--within", default="")
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    graph = read(options.source, ReadOptions(remember=False))
    listed = listed_items(json.loads(options.inventory.read_text()))
    report(listed, found_items(graph, options.within), print, options.missing)


if __name__ == "__main__":
    main()
