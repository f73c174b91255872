"""Several services use one database.

Why: Whoever changes a table breaks services that they do not know, and nobody can deploy alone. Locks, load and outages of one
service are those of all.

Instead: Give each service a database of its own, and let others ask its API, or keep a view of what they need from its events.
Where the split has to wait, give each service a schema and an account that can read nothing else.

When: Two services read or write one table or collection, or use one database in which nothing parts their schemas: an error. One
database with a schema for each, or one logical cache: a note. One server with several databases is no finding: it is a matter of
operation.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (shared persistency);
Richardson, Microservices Patterns, 2018, §1.4 (database per service).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Holding
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.ERROR,
    Needs.FLEET,
    spec=("Shared database", "Each service should own its data", "Database per service pattern"),
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, stores: { main: { postgres: orders } } }
  stock-service: { context: stock, stores: { main: { postgres: stock } } }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, stores: { main: { postgres: shop } } }
  stock-service: { context: stock, stores: { main: { postgres: shop } } }
"""
Place = tuple[str, str]


def check(case: Case) -> Iterator[Hit]:
    """One finding for each database."""
    for side in case.sides:
        places: dict[Place, list[Holding]] = {}
        ours = {node.name for node in side.fleet.services}
        for holding in side.fleet.holdings:
            if holding.node in ours:
                places.setdefault((holding.server, holding.database), []).append(holding)
        for place, holdings in places.items():
            yield from _hits(side, place, holdings)


def _hits(side: Side, place: Place, holdings: list[Holding]) -> Iterator[Hit]:
    users = list(dict.fromkeys(holding.node for holding in holdings))
    if len(users) < 2:
        return
    name = "/".join(filter(None, dict.fromkeys(place))) if not place[0].endswith(place[1]) else place[0]
    torn = sorted(table for table, nodes in _by(holdings, "table").items() if table and len(nodes) > 1)
    if torn:
        yield _hit(
            side,
            holdings,
            users,
            f"{joined(users)} share {'the table ' if len(torn) == 1 else 'the tables '}{joined(torn)} in {name}",
        )
    elif place[1] and not _parted(holdings):
        yield _hit(side, holdings, users, f"{joined(users)} share the database {name}")
    elif place[1]:
        yield _hit(
            side, holdings, users, f"{joined(users)} have their own parts of one database, {name}", Severity.NOTE
        )


def _parted(holdings: list[Holding]) -> bool:
    """Whether a schema, or tables that are all known, part what services have to do with."""
    schemas, tables = _by(holdings, "schema"), _by(holdings, "table")
    apart = [groups for groups in (schemas, tables) if "" not in groups]
    return any(all(len(nodes) == 1 for nodes in groups.values()) for groups in apart)


def _by(holdings: list[Holding], attribute: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for holding in holdings:
        key = getattr(holding, attribute)
        found.setdefault(f"{holding.schema}.{key}".lstrip(".") if attribute == "table" and key else key, set()).add(
            holding.node
        )
    return found


def _hit(side: Side, holdings: list[Holding], users: list[str], message: str, severity: Severity | None = None) -> Hit:
    where, others = side.along(holdings, "here as well")
    return Hit(
        (*sorted(users), holdings[0].server, holdings[0].database),
        message,
        where,
        related=others,
        severity=severity,
    )
