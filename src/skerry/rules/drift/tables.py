"""Tables within one database that several services use: one that is another service's now, or is used by one more.

Told is only what the databases do not tell: both sides know that the service uses the database, and the wanted one says whose the table
is. A table is the same one by its words, however they are joined, in the singular or the plural: `order_lines` and `OrderLine`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from skerry.facts.fleet import Fleet, Witness
from skerry.kernel.words import singular, split
from skerry.rules.drift.data import DEFINES, matched_bases
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

Place = tuple[str, str]  # server and database


@dataclass(slots=True)
class _Table:
    """Who uses a table, and where that is seen; `owners` are those who make it."""

    name: str
    schemas: set[str] = field(default_factory=set)
    uses: dict[str, tuple[Witness, ...]] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)


def differences(sides: Sides) -> Iterator[Difference]:
    """Database by database, table by table."""
    if not sides.wanted.denies("data"):
        return
    wanted = _tables(sides.wanted.fleet, {name: name for name in sides.pairs})
    found = _tables(sides.found.fleet, {theirs.name: name for name, (_, theirs) in sides.pairs.items()})
    for theirs, mine in matched_bases(sides):
        declared = wanted.get((mine.server, mine.database), {})
        for word, table in sorted(found.get((theirs.server, theirs.database), {}).items()):
            if word in declared and _same_schema(declared[word], table):
                yield from _of_table(str(mine), declared[word], table, set(mine.uses))


def _of_table(database: str, mine: _Table, theirs: _Table, users: set[str]) -> Iterator[Difference]:
    whose = sorted(mine.owners or mine.uses)
    for name in sorted(theirs.uses.keys() - mine.uses.keys()):
        if name in users:
            owners = " and ".join(whose)
            said = f"{name} uses table {theirs.name} of {database}, which is that of {owners}"
            about = f"{name} -> {database}/{theirs.name}"
            declared = tuple(witness for each in whose for witness in mine.uses[each])
            yield Difference(Kind.OWNER, "table", about, said, owners, name, declared, theirs.uses[name])


def _tables(fleet: Fleet, known: dict[str, str]) -> dict[Place, dict[str, _Table]]:
    found: dict[Place, dict[str, _Table]] = {}
    for row in fleet.holdings:
        if row.node in known and row.table:
            table = found.setdefault((row.server, row.database), {}).setdefault(_word(row.table), _Table(row.table))
            table.schemas |= {row.schema.lower()} - {""}
            table.uses[known[row.node]] = (*table.uses.get(known[row.node], ()), *row.evidence)
            table.owners |= {known[row.node]} if row.mode == DEFINES else set()
    return found


def _word(table: str) -> str:
    *first, last = [word.lower() for word in split(table)] or [table.lower()]
    return "".join((*first, singular(last)))


def _same_schema(one: _Table, other: _Table) -> bool:
    return not one.schemas or not other.schemas or bool(one.schemas & other.schemas)
