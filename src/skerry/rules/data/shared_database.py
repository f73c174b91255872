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

from skerry.facts.sharing import sharings
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.sharing import shared
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


def check(case: Case) -> Iterator[Answer]:
    """One answer for each database that several services use."""
    for side in case.sides:
        yield from _named(side) if side.wanted else _seen(side)


def _named(side: Side) -> Iterator[Hit]:
    """Of a model: two services that name one database both mean to write it."""
    for (server, database), users in shared(side).items():
        rows = [row for row in side.fleet.holdings if row.server == server and row.database == database]
        place, others = side.along(rows, "here as well")
        yield Hit(
            (*sorted(users), server, database), f"{joined(users)} share the database {server}", place, related=others
        )


def _seen(side: Side) -> Iterator[Answer]:
    """Of a fleet that was read: judged by what they share, and not by the server that keeps it."""
    for each in sharings(side.fleet):
        node = side.fleet.by_name.get(each.server)
        name = "/".join(filter(None, (each.server, each.database, each.schema)))
        subject = (*each.nodes, *filter(None, (each.server, each.database, each.schema)))
        if each.grade == "info" or (node and node.role == "cache"):
            continue
        if each.grade == "unknown":
            yield Unknown(subject)
            continue
        place, others = side.along(each.evidence, "here as well")
        if each.grade == "violation":
            what = (
                f"the table{'s' if len(each.tables) > 1 else ''} {joined(each.tables)} of"
                if each.tables
                else "the database"
            )
            yield Hit(subject, f"{joined(each.nodes)} share {what} {name}", place, related=others)
        else:
            what = f"{joined(each.nodes)} have their own parts of one database, {name}"
            yield Hit(subject, what, place, related=others, severity=Severity.NOTE, persona=Persona.PEDANTIC)
