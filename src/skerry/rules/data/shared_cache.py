"""Several services use one cache.

Why: Keys of one service overwrite those of another, a service that fills the memory throws the others' values out, and sooner or
later somebody reads what another has put there: then it is a shared database.

Instead: Give each service a cache of its own, or at least a logical database or a prefix that only it may use.

When: Two services use one logical database of a cache (in a model: one name of a Redis database).

Source: Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (shared persistency), for what is kept for a while.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Holding
from skerry.facts.sharing import sharings
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Each service should own its data",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, stores: { fast: { redis: orders } } }
  stock-service: { context: stock, stores: { fast: { redis: stock } } }
"""
BROKEN = SOUND.replace("redis: orders", "redis: stock")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each logical cache."""
    for side in case.sides:
        if not side.wanted:
            yield from _seen(side)
            continue
        ours = {node.name for node in side.services}
        users: dict[tuple[str, str], dict[str, Holding]] = {}
        for holding in side.fleet.holdings:
            server = side.fleet.by_name.get(holding.server)
            if server and server.role == "cache" and holding.node in ours:
                users.setdefault((holding.server, holding.database), {}).setdefault(holding.node, holding)
        for (server_name, database), holdings in users.items():
            if len(holdings) > 1:
                place, others = side.along(holdings.values(), "here as well")
                what = f"{joined(holdings)} use one cache, {server_name}"
                yield Hit((*sorted(holdings), server_name, database), what, place, related=others)


def _seen(side: Side) -> Iterator[Hit]:
    for each in sharings(side.fleet):
        node = side.fleet.by_name.get(each.server)
        if node and node.role == "cache" and each.grade in {"violation", "weak"}:
            place, others = side.along(each.evidence, "here as well")
            what = f"{joined(each.nodes)} use one cache, {'/'.join(filter(None, (each.server, each.database)))}"
            yield Hit((*each.nodes, each.server), what, place, related=others)
