"""A client puts its answers together from many services.

Why: A browser or a phone that asks four services for one page pays four round trips over a slow network, knows four interfaces,
and shows half a page when one of them fails.

Instead: Compose the answer near to the services: in the gateway, in a back end for this front end, or by GraphQL.

When: A front end calls three or more services itself, and does not go through a gateway.

Source: Richardson, Microservices Patterns, 2018, §8.2 (API composition, backends for frontends).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.OBSERVED)
SOUND = {
    "compose.yaml": """\
services:
  web: { build: ./web, environment: { GATEWAY_URL: 'http://edge:80' } }
  edge: { image: 'envoyproxy/envoy' }
  orders: { image: shop/orders }
  stock: { image: shop/stock }
  users: { image: shop/users }
""",
    "web/package.json": """\
{ "name": "web", "dependencies": { "react": "19" } }
""",
    "web/src/app.tsx": """\
const edge = process.env.GATEWAY_URL;
export const orders = () => fetch(edge + '/orders');
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  web:
    build: ./web
    environment: { ORDERS_URL: 'http://orders:80', STOCK_URL: 'http://stock:80', USERS_URL: 'http://users:80' }
  orders: { image: shop/orders }
  stock: { image: shop/stock }
  users: { image: shop/users }
""",
    "web/package.json": """\
{ "name": "web", "dependencies": { "react": "19" } }
""",
    "web/src/app.tsx": """\
const { ORDERS_URL, STOCK_URL, USERS_URL } = process.env;
export const orders = () => fetch(process.env.ORDERS_URL + '/orders');
export const stock = () => fetch(process.env.STOCK_URL + '/stock');
export const users = () => fetch(process.env.USERS_URL + '/users');
""",
}


FEWEST = 3


def check(case: Case) -> Iterator[Hit]:
    """One finding for each front end."""
    side = case.seen
    for node in side.services if side else ():
        assert side is not None
        called = [edge for edge in side.inner if edge.source == node.name]
        if len(called) >= FEWEST and node.name in side.fronts and not _serves(side, node):
            names = ", ".join(edge.target for edge in called[:5])
            yield Hit(
                (node.name,), f"{node.name} puts its pages together from {len(called)} services: {names}", side.at(node)
            )


def _serves(side: Side, node: Node) -> bool:
    """Whether it is the place of composition itself: a server with routes of its own."""
    return any(route.node == node.name for route in side.fleet.routes)
