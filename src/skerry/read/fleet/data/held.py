"""Holdings: what a node's code does with tables, put into the databases that the node is told to use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from skerry.facts.fleet import Edge, Holding, Node
from skerry.read.fleet.data.sources import STORES, Source, sources
from skerry.read.fleet.data.tables import Use, tables
from skerry.read.fleet.ground import Ground

_NO_TABLES = frozenset(["redis", "memcached", "rabbitmq"])
_DATABASES_ARE_SCHEMAS = frozenset(["mysql"])


def holdings(ground: Ground, edges: Iterable[Edge], nodes: dict[str, Node]) -> tuple[Holding, ...]:
    """Everything that is known of whose data is where, sorted. A table whose server nobody can tell has the server ''."""
    using: dict[str, dict[str, Edge]] = defaultdict(dict)
    for edge in edges:
        if edge.believed and (edge.kind == "db" or nodes[edge.target].role in STORES):
            using[edge.source].setdefault(edge.target, edge)
    uses = tables(ground)
    found: dict[tuple[str, ...], Holding] = {}
    for node in sorted(ground.by_name):
        if nodes[node].role in STORES:
            continue
        used = [nodes[name] for name in sorted(using[node])]
        for each in _of(ground, node, used, using[node], uses.get(node, [])):
            found.setdefault((each.node, each.server, each.database, each.schema, each.table, each.mode), each)
    return tuple(found[key] for key in sorted(found))


def _of(
    ground: Ground, node: str, used: Sequence[Node], edges: dict[str, Edge], uses: Sequence[Use]
) -> Iterator[Holding]:
    told = sources(ground, node, used)
    stores = {store.name: store for store in used} | {
        s.server: ground.by_name[s.server] for s in told if s.server in ground.by_name
    }
    placed = [(use, *_place(use, list(stores.values()), told)) for use in uses]
    for use, server, source in placed:
        yield _holding(node, use, server, source)
    for name in stores:
        there = [source for source in told if source.server == name]
        for source in there:
            if not any(at == source for _, _, at in placed):
                yield Holding(node, name, source.database, source.schema, evidence=(source.witness,))
        if not there and not any(server is not None and server.name == name for _, server, _ in placed):
            yield Holding(node, name, evidence=edges[name].evidence[:5])


def _place(use: Use, stores: Sequence[Node], told: Sequence[Source]) -> tuple[Node | None, Source | None]:
    """The server and the database of a table, as far as only one of each can be meant."""
    fit = [store for store in stores if _keeps(store, use)]
    if len(fit) != 1:
        return None, None
    there = [source for source in told if source.server == fit[0].name]
    named = [
        source for source in there if use.schema and use.schema in {source.database.lower(), source.schema.lower()}
    ]
    there = named or there
    return fit[0], there[0] if len(there) == 1 else None


def _keeps(store: Node, use: Use) -> bool:
    if store.role == "cache" or store.technology in _NO_TABLES:
        return False
    return not use.documents or store.technology in {"mongodb", ""}


def _holding(node: str, use: Use, server: Node | None, source: Source | None) -> Holding:
    database, schema = (source.database, source.schema) if source is not None else ("", "")
    if use.schema and server is not None and server.technology in _DATABASES_ARE_SCHEMAS:
        database = use.schema
    elif use.schema:
        schema = use.schema
    return Holding(node, server.name if server is not None else "", database, schema, use.table, use.mode, use.evidence)
