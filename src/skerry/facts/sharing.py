"""Whether services share a database, judged by what they share and not by the server that keeps it.

One server for all is a matter of operations; two services that read and write the same rows cannot be changed apart. Grades:

- `violation`: the same table or collection, or the same database and schema with nothing that parts them;
- `weak`: the same database with a schema each, or the same logical database of a cache;
- `info`: the same server and nothing else;
- `unknown`: the same server, where nobody can tell which databases are used.

Source: C. Richardson, Microservices Patterns, 2018, §2.2 ("private tables, schema or server per service"); D. Taibi, V. Lenarduzzi,
"On the Definition of Microservice Bad Smells", IEEE Software 2018 (shared persistency).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from skerry.facts.fleet import Fleet, Holding, Node, Witness

GRADES = ("violation", "weak", "unknown", "info")  # worst first
_DEFAULT_OF_A_CACHE = "0"  # Redis: whoever names no database uses the first
_MOST_EVIDENCE = 20


class Sharing(Struct, frozen=True, gc=False):
    """`nodes` share `tables` of a database and schema ('' where not known) that the node `server` keeps; `grade` is one of GRADES.

    `tables` is empty where it is not tables that they are known to share.
    """

    grade: str
    server: str
    nodes: tuple[str, ...]
    database: str = ""
    schema: str = ""
    tables: tuple[str, ...] = ()
    evidence: tuple[Witness, ...] = ()


def sharings(fleet: Fleet) -> tuple[Sharing, ...]:
    """Who shares what, worst first. What two nodes share is told once, by the worst there is of it at that server."""
    held: dict[str, list[Holding]] = defaultdict(list)
    for holding in fleet.holdings:
        node = fleet.by_name.get(holding.node)
        if holding.server and node is not None and not node.infrastructure:
            prepares = node.role == "job" and not holding.table
            held[holding.server].append(replace(holding, mode="define") if prepares else holding)
    first = _first_instances(fleet)
    found: list[Sharing] = []
    for server, rows in sorted(held.items()):
        kept = [row for row in rows if first.get(row.node, row.node) == row.node]
        found += _at(fleet.by_name.get(server), server, kept)
    return tuple(sorted(found, key=lambda s: (GRADES.index(s.grade), s.server, s.database, s.schema, s.nodes)))


def _first_instances(fleet: Fleet) -> dict[str, str]:
    """Node to the one of which it is a further instance: built of the same folders and called like it, as `orders-2` and `orders`."""
    by_folders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node in fleet.nodes:
        if node.folders:
            by_folders[node.folders].append(node.name)
    found: dict[str, str] = {}
    for names in by_folders.values():
        first = min(names, key=len)
        found |= {name: first for name in names if name.lower().startswith(f"{first.lower()}-")}
    return found


def _at(server: Node | None, name: str, rows: Sequence[Holding]) -> Sequence[Sharing]:
    """The sharings at one server."""
    using = _users(rows)
    kept = [row for row in rows if row.node in using]
    if len(using) < 2:
        return ()
    if server is not None and server.role == "cache":
        return _in_cache(name, kept)
    databases: dict[str, list[Holding]] = defaultdict(list)
    for row in kept:
        databases[row.database.lower()].append(row)
    found = [each for key, there in sorted(databases.items()) if key for each in _in_database(name, there)]
    told = {node for each in found for node in each.nodes}
    rest = {row.node for row in kept} - told
    if rest:
        vague = {row.node for row in kept if not row.database} - {row.node for row in kept if row.database}
        grade = "unknown" if vague and len(vague | rest) > 1 else "info"
        found.append(_sharing(grade, name, kept))
    return found


def _users(rows: Iterable[Holding]) -> set[str]:
    """Those that use what is there. Who only defines it (a job that fills a database before the first start) uses nothing."""
    return {row.node for row in rows if row.mode != "define"}


def _in_database(server: str, rows: Sequence[Holding]) -> Sequence[Sharing]:
    """The sharings within one database: of tables, of a schema, or of the database alone."""
    nodes = {row.node for row in rows}
    if len(nodes) < 2:
        return ()
    found = [*_of_tables(server, rows), *_of_schemas(server, rows)]
    return found or [_sharing("weak", server, rows)]


def _of_tables(server: str, rows: Sequence[Holding]) -> Sequence[Sharing]:
    """One sharing for each group of nodes that have the same tables in common."""
    by_table: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for row in rows:
        if row.table:
            by_table[row.schema.lower(), row.table.lower()].append(row)
    groups: dict[tuple[str, tuple[str, ...]], list[Holding]] = defaultdict(list)
    for (schema, _), there in by_table.items():
        nodes = tuple(sorted({row.node for row in there}))
        if len(nodes) > 1:
            groups[schema, nodes] += there
    return [
        _sharing("violation", server, there, schema=there[0].schema, tables=tuple(sorted({row.table for row in there})))
        for (_, _), there in sorted(groups.items())
    ]


def _of_schemas(server: str, rows: Sequence[Holding]) -> Sequence[Sharing]:
    """Nodes in the same schema, '' being the one that a database has if nobody makes another, whose tables are not known to meet."""
    schemas: dict[str, dict[str, list[Holding]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        schemas[row.schema.lower()][row.node].append(row)
    own = {row.node for row in rows if row.schema}
    meeting = {frozenset((a, b)) for each in _of_tables(server, rows) for a in each.nodes for b in each.nodes if a != b}
    found: list[Sharing] = []
    for schema, nodes in sorted(schemas.items()):
        there = sorted(nodes) if schema else sorted(node for node in nodes if node not in own)
        if len(there) > 1 and any(frozenset((a, b)) not in meeting for a in there for b in there if a < b):
            kept = [row for node in there for row in nodes[node]]
            found.append(_sharing("violation", server, kept, schema=kept[0].schema))
    return found


def _in_cache(server: str, rows: Sequence[Holding]) -> Sequence[Sharing]:
    spaces: dict[str, list[Holding]] = defaultdict(list)
    for row in rows:
        spaces[row.database or _DEFAULT_OF_A_CACHE].append(row)
    found = [_sharing("weak", server, there) for _, there in sorted(spaces.items()) if len({r.node for r in there}) > 1]
    return found or [_sharing("info", server, rows)]


def _sharing(
    grade: str, server: str, rows: Sequence[Holding], schema: str = "", tables: tuple[str, ...] = ()
) -> Sharing:
    databases = {row.database for row in rows}
    nodes = tuple(sorted({row.node for row in rows}))
    places = sorted({witness for row in rows for witness in row.evidence[:2]})[:_MOST_EVIDENCE]
    return Sharing(grade, server, nodes, databases.pop() if len(databases) == 1 else "", schema, tables, tuple(places))
