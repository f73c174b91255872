"""Clients reach several services without a gateway.

Why: Every client knows every service, and authentication, limits, versions and logs are made again in each of them. No service can be
split, merged or moved without changing clients.

Instead: Put one gateway before them, and publish nothing else. In a model: `deploy: { kubernetes: { gateway: envoy } }`.

When: Two or more business services publish a port, in the main deployment, and nothing in the fleet is a gateway.

Source: Specification, best practices of deployment (API gateway for external access); Taibi and Lenarduzzi, IEEE Software 35(3), 2018
(no API gateway); Richardson, Microservices Patterns, 2018, §8.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    spec=(
        "Use API gateway for external access",
        "Use API gateway for external clients",
    ),
)
SOUND = {
    "compose.yaml": """\
services:
  edge: { image: nginx, ports: ['80:80'], volumes: ['./nginx.conf:/etc/nginx/nginx.conf'] }
  orders: { image: shop/orders }
  stock: { image: shop/stock }
""",
    "nginx.conf": """\
http { server { location /orders { proxy_pass http://orders:8080; } location /stock { proxy_pass http://stock:8080; } } }
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { image: shop/orders, ports: ['8080:8080'] }
  stock: { image: shop/stock, ports: ['8081:8080'] }
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    for side in case.sides:
        if side.gateways or _passes_on(side):
            continue
        open_ = [node for node in side.services if _open(side, node)]
        if len(open_) > 1:
            names = [node.name for node in open_]
            message = f"{len(names)} services can be reached from outside, and none of them is a gateway: {_few(names)}"
            yield Hit(tuple(names), message, side.at(open_[0]), related=side.places(open_[1:], "reached as well"))


def _open(side: Side, node: Node) -> bool:
    """Whether it can be reached from outside; of a fleet that was read, in its main deployment."""
    if side.published(node):
        return True
    return bool(node.published) and not side.fleet.has(node.name, "publishes-port") and not side.aside(node)


def _few(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def _passes_on(side: Side) -> bool:
    """Whether a front end is the gateway besides: its web server passes on to two services and more."""
    ways = Counter(edge.source for edge in side.fleet.believed if any(each.reader == "proxy" for each in edge.evidence))
    return any(count > 1 for count in ways.values())
