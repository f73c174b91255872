"""Holds what `skerry.read` finds in large systems against what they publish about themselves, and prints the rows of the table in docs.

    python benchmarks/accuracy/systems.py FOLDER [NAME…] [--missing]

FOLDER holds one checkout a system under the name used here; docs/explanation/reading-accuracy.md names their revisions.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import counted
import published

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Endpoint, Entity, Event, Table, Transaction
from skerry.read.codebase import ReadOptions, read

Items = Collection[Any]
_NEAR = 4  # lines between a mark and the function it belongs to
_SPRING_TX = r"@Transactional\b|TransactionTemplate\(|transactionTemplate\.execute"


@dataclass(frozen=True)
class System:
    """`within` is the prefix of paths that count; the functions get the root and make an inventory; patterns count marks by line."""

    within: tuple[str, ...]
    suffix: str
    tables: Callable[[Path], Items]
    tables_from: str
    endpoints: Callable[[Path], Items] | None
    endpoints_from: str
    transactions: str
    events: str = ""
    mapped: bool = True  # compare classes that are mapped to tables
    created: bool = False  # compare the tables that SQL files and changelogs create
    routes_within: tuple[str, ...] = ("",)


def _files(root: Path, *patterns: str) -> list[Path]:
    return sorted(file for pattern in patterns for file in root.glob(pattern))


def _flat(name: str) -> str:
    """A GraphQL field's name as Python and the schema both have it."""
    return name.replace("_", "").lower()


def _java(root: Path, within: str) -> Items:
    return counted.java_routes(root, [str(p.relative_to(root)) for p in root.glob(within) if "/test/" not in str(p)])


def _csharp(root: Path) -> Items:
    return counted.csharp_routes(root, [str(p.relative_to(root)) for p in root.glob("src/**/*.cs")])


SYSTEMS = {
    "saleor": System(
        ("saleor/",), ".py", lambda r: published.django_migrations(r / "saleor"), "Django's migrations",
        lambda r: {(verb, _flat(n)) for verb, n in published.sdl(r / "saleor/graphql/schema.graphql")}, "its published SDL",
        r"\batomic\(|@transaction\.atomic\b"
        r"|\btraced_atomic_transaction\(|\bselect_for_update\(|\bon_commit\(",
    ),
    "fineract": System(
        ("fineract-",), ".java", lambda r: published.liquibase(_files(r, "fineract-*/**/db/changelog/**/*.xml")), "Liquibase",
        lambda r: {(v, "/api" + p) for v, p in _java(r, "fineract-*/src/main/**/*.java")}, "annotations, line by line", _SPRING_TX,
        r"\.notifyP(?:ost|re)BusinessEvent\("
        r"|implements BusinessEventListener<"
        r"|publishEvent\(|@(?:Transactional)?EventListener", True, True,
    ),
    "thingsboard": System(
        ("",), ".java", lambda r: published.sql(_files(r, "dao/src/main/resources/sql/schema-*.sql")), "its published schema",
        lambda r: _java(r, "application/src/main/**/*.java"), "annotations, line by line", _SPRING_TX,
        r"publishEvent\(|@(?:Transactional)?EventListener", False, True, ("application/",),
    ),
    "bitwarden": System(
        ("src/", "bitwarden_license/src/"), ".cs",
        lambda r: published.ef_snapshot(r / "util/PostgresMigrations/Migrations/DatabaseContextModelSnapshot.cs"),
        "Entity Framework's model snapshot", _csharp, "attributes, line by line",
        r"\.BeginTransaction(?:Async)?\(|\.UseTransaction(?:Async)?\(|\.SaveChanges(?:Async)?\(",
        "", True, False, ("src/",),
    ),
    "medusa": System(
        ("packages/",), ".ts", lambda r: published.mikro_orm(_files(r, "packages/modules/**/migrations/.snapshot*.json")),
        "MikroORM's snapshots",
        lambda r: published.openapi(_files(r, "www/apps/api-reference/specs/*/openapi.full.yaml")),
        "its published OpenAPI",
        r"@InjectTransactionManager\(|\.transactional\(", r"\bemitEventStep\(", True, False, ("packages/medusa/src/api/",),
    ),
    "photoprism": System(
        ("internal/", "pkg/"), ".go", lambda r: published.sql([r / "internal/entity/schema/mariadb.sql"]),
        "its published schema", lambda r: published.openapi([r / "internal/api/swagger.json"]), "its published Swagger",
        r"\.Transaction\(func|\.Begin\(\)", r"\bevent\.(?:Publish|Subscribe|Success|Error|Info|Warn)\w*\(", True, False, ("internal/",),
    ),
    "harbor": System(
        ("src/", "make/"), ".go", lambda r: published.sql(_files(r, "make/migrations/postgresql/*.up.sql")), "its SQL migrations",
        lambda r: published.openapi([r / "api/v2.0/swagger.yaml"]), "its published Swagger",
        r"\borm\.WithTransaction\(|\.Begin(?:Tx)?\(",
        r"\bnotifier\.Subscribe\(|\bnotification\.AddEvent\("
        r"|\bevent\.BuildAndPublish\(|\bnotifier\.Publish\(", False, True, ("src/", "api/"),
    ),
}  # fmt: skip


def compare(root: Path, system: System, graph: FactGraph, row: Callable[..., None]) -> None:
    """One row for each kind of fact that the system has an inventory of."""
    code = [
        p for p in graph.lines if p.startswith(system.within) and p.endswith(system.suffix) and "/migrations/" not in p
    ]
    _units(root, graph, code, row)
    row("tables", system.tables_from, set(system.tables(root)), _tables(graph, system))
    if system.endpoints is not None:
        _endpoints(system, graph, set(system.endpoints(root)), row)
    for what, kind, pattern in (("transactions", Transaction, system.transactions), ("events", Event, system.events)):
        if pattern:
            _marks(what, graph, counted.marks(root, code, pattern), kind, set(code), row)


def _units(root: Path, graph: FactGraph, paths: list[str], row: Callable[..., None]) -> None:
    wanted, known = counted.units(root, paths), set(paths)
    classes: Counter[tuple[str, str]] = Counter()
    functions: Counter[tuple[str, str]] = Counter()
    for unit in graph.units:
        if unit.path in known and unit.kind != "file":
            (functions if unit.kind == "function" else classes)[unit.path, unit.name] += 1
    for what, listed, found in (("types", wanted[0], classes), ("functions", wanted[1], functions)):
        row(what, "Universal Ctags", list(listed.elements()), list(found.elements()), sum((listed & found).values()))


def _tables(graph: FactGraph, system: System) -> set[str]:
    found: list[str] = []
    if system.mapped:
        found += [e.table for e in graph.of(Entity) if graph.units[e.unit].path.startswith(system.within)]
    if system.created:
        found += [t.name for t in graph.of(Table)]
    return {name.lower().rpartition(".")[2].strip('"`[]') for name in found if name}


def _endpoints(system: System, graph: FactGraph, listed: set[tuple[str, str]], row: Callable[..., None]) -> None:
    found = set()
    for e in graph.of(Endpoint):
        if graph.units[e.unit].path.startswith(system.routes_within):
            named = (e.method, _flat(e.name)) if e.method in {"QUERY", "MUTATION", "SUBSCRIPTION"} else None
            found.add(named or (e.method, published.hole(e.path)))
    paths = {p for verb, p in found if verb == "ANY"}
    right = {item for item in listed if item in found or item[1] in paths}
    listed_paths = {p for _, p in listed}
    good = sum(item in listed or (item[0] == "ANY" and item[1] in listed_paths) for item in found)
    row("endpoints", system.endpoints_from, listed, found, len(right), good)


def _marks(
    what: str,
    graph: FactGraph,
    listed: set[tuple[str, int]],
    kind: type[Any],
    paths: set[str],
    row: Callable[..., None],
) -> None:
    """A fact and a mark are the same where the mark stands in, or just above, the function of the fact, or in the fact's own line."""
    facts = [(f, graph.units[f.unit]) for f in graph.of(kind) if graph.units[f.unit].path in paths]
    spans: dict[str, list[tuple[int, int]]] = {}
    for f, unit in facts:
        one = unit.kind == "file" or (f.unit != graph.file_of[f.unit] and unit.kind != "function")
        at = (f.line, f.line) if one else (unit.line, unit.end)
        apart = not one and not unit.line - _NEAR <= f.line <= unit.end
        span = (f.line, f.line) if apart else (at[0] - _NEAR, at[1] + (_NEAR if one else 0))
        spans.setdefault(unit.path, []).append(span)
    hit = {(p, n) for p, n in listed if any(a <= n <= b for a, b in spans.get(p, ()))}
    lines: dict[str, list[int]] = {}
    for path, n in listed:
        lines.setdefault(path, []).append(n)
    good = sum(any(a <= n <= b for n in lines.get(path, ())) for path, ats in spans.items() for a, b in ats)
    missing = [f"{p}:{n}" for p, n in sorted(listed - hit)]
    row(what, "lines with the mark", listed, [f"{u.path}:{f.line}" for f, u in facts], len(hit), good, missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    for name in options.names or SYSTEMS:
        root = options.folder / name
        graph = read(root, ReadOptions(remember=False, history=False))
        system = SYSTEMS[name]
        size = sum(
            n for path, n in graph.lines.items() if path.startswith(system.within) and path.endswith(system.suffix)
        )
        print(f"{name}: {size // 1000} kLOC")
        compare(root, system, graph, _printer(options.missing))


def _printer(missing: bool) -> Callable[..., None]:
    def row(
        what: str,
        source: str,
        listed: Items,
        found: Items,
        hit: int | None = None,
        good: int | None = None,
        lost: Items = (),
    ) -> None:
        right = len(set(listed) & set(found)) if hit is None else hit
        good_ones = right if good is None else good
        recall = f"{right / len(listed):.3f}" if listed else "–"
        precision = f"{good_ones / len(found):.3f}" if found else "–"
        print(f"| {what} | {source} | {len(listed)} | {len(found)} | {recall} | {precision} |", flush=True)
        if missing:
            for title, items in (
                ("not found", lost or set(listed) - set(found)),
                ("too much", set(found) - set(listed) if good is None else ()),
            ):
                for item in sorted(map(str, items))[:25]:
                    print(f"    {title}: {item}")

    return row


if __name__ == "__main__":
    main()
