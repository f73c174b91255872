"""Data: which service keeps its data where, and whose data it also uses.

Compared are the databases, and not the servers, which a model does not know and of which several may share one. A database is the same
one by its name, by the name of a server that has nothing else, or by who uses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from skerry.facts.fleet import Fleet, Witness
from skerry.rules.drift import names
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

DEFINES = "define"


@dataclass(slots=True)
class Base:
    """A database: `server` is its node, `database` its name there ('' where nobody says). `uses` are services and where it is seen.
    `called` is what the database may be called for its server, where several servers have one of that name."""

    server: str
    database: str
    technology: str
    names: set[str]
    uses: dict[str, tuple[Witness, ...]] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        plain = self.server.rpartition("/")[2] == self.database
        return self.server if plain or not self.database else f"{self.server}/{self.database}"


def differences(sides: Sides) -> Iterator[Difference]:
    """Service by service."""
    wanted = _bases(sides.wanted.fleet, {mine: mine for mine in sides.pairs})
    found = _bases(sides.found.fleet, {theirs.name: name for name, (_, theirs) in sides.pairs.items()})
    pairs = _matched(wanted, found)
    images = {id(base): {id(theirs) for theirs, mine in pairs if mine is base} for base in wanted}
    back = {id(base): [mine for theirs, mine in pairs if theirs is base] for base in found}
    for name in sides.pairs:
        yield from _of_service(sides, name, wanted, found, images, back)


def users(sides: Sides) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which services use which database, as wanted and as found, both in wanted names; also those that only one side has."""
    known = {node.name: sides.name(node.name) for node in sides.found.fleet.nodes}
    wanted = _bases(sides.wanted.fleet, {node.name: node.name for node in sides.wanted.fleet.nodes})
    found = _bases(sides.found.fleet, known)
    mine: dict[str, set[str]] = {str(base): set(base.uses) for base in wanted}
    theirs: dict[str, set[str]] = {}
    pairs = _matched(wanted, found)
    for base in found:
        images = [one for other, one in pairs if other is base]
        for user in base.uses:
            meant = [one for one in images if user in one.uses] or images[:1] or [base]
            for one in meant:
                theirs.setdefault(str(one), set()).add(user)
    return mine, theirs


def matched_bases(sides: Sides) -> list[tuple[Base, Base]]:
    """The databases that both sides have: each found one with the wanted one that it is."""
    wanted = _bases(sides.wanted.fleet, {mine: mine for mine in sides.pairs})
    found = _bases(sides.found.fleet, {theirs.name: name for name, (_, theirs) in sides.pairs.items()})
    return _matched(wanted, found)


def _of_service(
    sides: Sides,
    name: str,
    wanted: list[Base],
    found: list[Base],
    images: dict[int, set[int]],
    back: dict[int, list[Base]],
) -> Iterator[Difference]:
    mine = [base for base in wanted if name in base.uses]
    theirs = [base for base in found if name in base.uses]
    used = {id(base) for base in found if name in base.uses | dict.fromkeys(base.possible, ())}
    gone = [base for base in mine if not images[id(base)] & used]
    new = [base for base in theirs if not any(name in one.uses for one in back[id(base)])]
    strange = [base for base in new if back[id(base)]]  # somebody else's
    fresh = [base for base in new if not back[id(base)]]
    denied = sides.found.denies("data") and sides.reads_code_of(name)
    while gone and new and denied:
        one, other = gone.pop(0), (fresh or strange).pop(0)
        new.remove(other)
        yield _moved(name, one, other)
    for base in gone if denied else ():
        message = f"{name} does not use {base}"
        yield Difference(Kind.MISSING, "store", f"{name} -> {base}", message, str(base), "", base.uses[name])
    words = sides.wanted.products
    said = [base for base in new if not words or not base.technology or base.technology in words]
    for base in said if sides.wanted.denies("data") else ():
        yield _unexpected(name, base, back[id(base)])


def _moved(name: str, one: Base, other: Base) -> Difference:
    what = "engine" if one.technology and other.technology not in {"", one.technology} else "database"
    said = f"{name} keeps its data in {_full(other)}, not in {_full(one)}"
    return Difference(
        Kind.MOVED, what, f"{name} -> {one}", said, _full(one), _full(other), one.uses[name], other.uses[name]
    )


def _full(base: Base) -> str:
    """With its engine, where its name does not say it."""
    told = base.technology and base.technology not in str(base)
    return f"{base} ({base.technology})" if told else str(base)


def _unexpected(name: str, base: Base, owned: list[Base]) -> Difference:
    others = {other for one in owned for other in one.owners or one.uses} - {name}
    if not others:
        said = f"{name} uses {base}, which is not declared"
        return Difference(Kind.UNEXPECTED, "store", f"{name} -> {base}", said, "", str(base), (), base.uses[name])
    whose = " and ".join(sorted(others))
    shared = others & base.uses.keys()
    kind, what = (Kind.UNEXPECTED, "shared store") if shared else (Kind.OWNER, "store")
    said = f"{name} uses {owned[0]}, the data of {whose}"
    return Difference(kind, what, f"{name} -> {owned[0]}", said, whose, name, (), base.uses[name])


def _bases(fleet: Fleet, known: dict[str, str]) -> list[Base]:
    """The databases that matched services use, in the order of their names."""
    found: dict[tuple[str, str], Base] = {}
    named = {(row.node, row.server) for row in fleet.holdings if row.database}

    def base(server: str, database: str) -> Base:
        node = fleet.by_name.get(server)
        technology = node.technology if node else ""
        return found.setdefault(
            (server, database), Base(server, database, technology, names.names(node) if node else set())
        )

    for row in fleet.holdings:
        if row.node in known and (row.database or (row.server and (row.node, row.server) not in named)):
            one = base(row.server, row.database)
            one.uses.setdefault(known[row.node], row.evidence)
            if row.mode == DEFINES:
                one.owners.add(known[row.node])
    for edge in fleet.edges:
        node = fleet.by_name.get(edge.target)
        if node is None or node.role not in names.STORE or edge.source not in known:
            continue
        if (edge.source, edge.target) in named:
            continue
        if edge.believed:
            base(edge.target, "").uses.setdefault(known[edge.source], edge.evidence)
        else:
            base(edge.target, "").possible.add(known[edge.source])
    _call(found.values())
    return [found[key] for key in sorted(found)]


def _call(bases: Iterable[Base]) -> None:
    """Gives each database the names that it has for its server."""
    named = [base for base in bases if base.database]
    alone = Counter(base.server for base in named)
    for base in named:
        base.called = {f"{name}-{names.folded(base.database)}" for name in base.names}
        base.called |= base.names if alone[base.server] == 1 else set()


def _matched(wanted: list[Base], found: list[Base]) -> list[tuple[Base, Base]]:
    """Found with wanted, the surest way to tell first. Where one side does not say which databases a server has, it is all of them."""
    pairs: list[tuple[Base, Base]] = []
    for same in (_same_place, _same_database, _called_so, _same_name, _same_users):
        for theirs in found:
            mine = [base for base in wanted if _free(base, theirs, pairs) and same(base, theirs)]
            pairs += [(theirs, base) for base in (mine if not theirs.database else mine[:1])]
    return pairs


def _free(mine: Base, theirs: Base, pairs: Iterable[tuple[Base, Base]]) -> bool:
    """Whether these two can still be one: of two databases with names, each is one other at most."""
    if mine.database and theirs.database:
        return not any((other is mine and one.database) or (one is theirs and other.database) for one, other in pairs)
    return not any(one is theirs and other is mine for one, other in pairs)


def _same_place(mine: Base, theirs: Base) -> bool:
    return bool(mine.names & theirs.names) and _same_database(mine, theirs)


def _called_so(mine: Base, theirs: Base) -> bool:
    """One of them goes by the name of the other's server: a model has no word for servers, and many have a database of one name."""
    if not (mine.database and theirs.database):
        return False
    said, found = names.folded(mine.database), names.folded(theirs.database)
    return (said in theirs.called or found in mine.called) and _fits(mine, theirs)


def _same_database(mine: Base, theirs: Base) -> bool:
    return bool(mine.database) and names.folded(mine.database) == names.folded(theirs.database) and _fits(mine, theirs)


def _same_name(mine: Base, theirs: Base) -> bool:
    """Two servers of one name, of which not both say which database is meant."""
    return not (mine.database and theirs.database) and bool(mine.names & theirs.names) and _fits(mine, theirs)


def _fits(mine: Base, theirs: Base) -> bool:
    return not mine.technology or not theirs.technology or mine.technology == theirs.technology


def _same_users(mine: Base, theirs: Base) -> bool:
    """Two of one product that the same services use; a name that both say and that differs is another database."""
    if mine.database and theirs.database and mine.server == theirs.server:
        return False
    return _fits(mine, theirs) and bool(mine.uses) and mine.uses.keys() <= theirs.uses.keys() and not theirs.database
