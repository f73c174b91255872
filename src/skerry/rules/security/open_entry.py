"""Anybody may call what is reached from outside.

Why: What has no authentication at the edge has it nowhere: one request to the right path is enough.

Instead: Check a token at the entry, and again in each service. In a model: `api: { auth: { jwt: [customer] } }`; what is meant for
everybody says so: `auth: { public: [] }`.

When: A service that is reached from outside (it publishes a port, or a model gives it routes) neither authenticates nor stands behind a
gateway that does. Pages whose program runs in a browser are for everybody. Where its
code was not read, it is unknown.

Source: Schneider and Scandariato, Automatic Extraction of Security-Rich Dataflow Diagrams, 2023 (rules R04, R05); OWASP API Security
Top 10, API2:2023.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET)
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, api: { auth: { jwt: [customer] }, v1: { POST /orders: place } } }
access: { customer: ["order-service.*"] }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place } } }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for each entry, or one finding for most of them."""
    for side in case.sides:
        found: list[Hit] = []
        entries = 0
        guards = {node.name for node in side.gateways if side.fleet.has(node.name, "authenticates")}
        for node in side.fleet.services:
            if not _entry(side, node) or side.aside(node):
                continue
            entries += 1
            if node.name in side.browsers or side.fleet.has(node.name, "authenticates") or _public(side, node):
                continue
            if guards and not side.published(node):
                continue
            if side.silent(node.name):
                yield Unknown((node.name,))
            else:
                found.append(Hit((node.name,), f"anybody may call {node.name}", side.at(node)))
        yield from gathered(side, found, entries, "anybody may call {} that are reached from outside")


def _entry(side: Side, node: Node) -> bool:
    if side.system is not None:
        service = side.system.services.get(node.name)
        return bool(service and any(operation.route for operation in service.operations.values()))
    return node.role == "gateway" or bool(side.published(node))


def _public(side: Side, node: Node) -> bool:
    """Whether a model says that everybody may."""
    service = side.system.services.get(node.name) if side.system else None
    return service is not None and "public" in service.api.auth
