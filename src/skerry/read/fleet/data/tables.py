"""Which tables and collections the code of a node defines, reads and writes: of entities, migrations, SQL and accesses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from skerry.facts.fleet import Witness
from skerry.facts.kinds import Access, Entity, Fact, Table
from skerry.facts.tables import plain
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.owners import Owners

_MOST_EVIDENCE = 5  # places of one table and mode
_DOCUMENTS = frozenset(["mongoose", "java_mongo"])


class Use(Struct, frozen=True, gc=False):
    """A node's code does something (`mode` of a Holding) with a table; `schema` as the code says it, '' if it doesn't.

    `documents` says that the table is a collection for sure.
    """

    table: str
    schema: str
    mode: str
    documents: bool
    evidence: tuple[Witness, ...]


def tables(ground: Ground) -> dict[str, list[Use]]:
    """Node to what its code does with tables, sorted."""
    seen: dict[tuple[str, str, str, str, bool], list[Witness]] = defaultdict(list)
    facts = list(_facts(ground))
    working = _working(ground, facts)
    for fact, table, mode in facts:
        name = plain(table)
        schema, _, last = name.rpartition(".")
        path = ground.code.units[fact.unit].path
        for node in ground.derived(Owners).of(path):
            if mode == "use" and not ground.node_of(path) and node not in working[_library(path)]:
                continue
            seen[node, last, schema.rpartition(".")[2], mode, fact.reader in _DOCUMENTS].append(
                Witness(path, fact.line, fact.reader, f"{mode} {name}", fact.strength)
            )
    found: dict[str, list[Use]] = defaultdict(list)
    for (node, table, schema, mode, documents), places in sorted(seen.items()):
        found[node].append(Use(table, schema, mode, documents, tuple(places[:_MOST_EVIDENCE])))
    return {node: list(_telling(uses)) for node, uses in found.items()}


def _working(ground: Ground, facts: Iterable[tuple[Fact, str, str]]) -> dict[str, set[str]]:
    """Library to the nodes that read or write what it declares. Who only mentions one of its classes keeps nothing of its data."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact, _, mode in facts:
        if isinstance(fact, Access) and fact.target >= 0 and mode in {"read", "write"}:
            found[_library(ground.code.units[fact.target].path)] |= set(
                ground.derived(Owners).of(ground.code.units[fact.unit].path)
            )
    return found


def _library(path: str) -> str:
    """The folder of a library: `libs/orders` of `libs/orders/model/order.py`."""
    return "/".join(path.split("/")[:-1][:2])


def _facts(ground: Ground) -> Iterator[tuple[Fact, str, str]]:
    code = ground.code
    stored = {entity.unit: entity.table for entity in code.of(Entity) if entity.table and not entity.abstract}
    for entity in code.of(Entity):
        if entity.unit in stored:
            yield entity, entity.table, "use"
    for table in code.of(Table):
        yield table, table.name, "define"
    for access in code.of(Access):
        name = stored.get(access.target, "") if access.target >= 0 else access.table
        if name and access.unit >= 0:
            yield access, name, access.mode


def _telling(uses: list[Use]) -> Iterator[Use]:
    """Without the plain `use` of what is known to be read, written or defined."""
    told = {(use.table, use.schema) for use in uses if use.mode != "use"}
    return (use for use in uses if use.mode != "use" or (use.table, use.schema) not in told)
