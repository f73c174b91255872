"""Services that are called after technology.

Why: `data-service`, `order-dao` and `backend` say how something is built. What they are cut by changes with every feature, so
each feature changes several of them.

Instead: Cut by business capability, and call a service what the business calls it: orders, payments, deliveries.

When: Three or more services, and at least 30 % of them have a name of nothing but technical words.

Source: Specification, best practices of domain-driven design (start with business capabilities, not technical components); Evans,
Domain-Driven Design, 2003, ch. 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import split
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.FLEET,
    Confidence.MEDIUM,
    spec=("Start with business capabilities, not technical components",),
)
SOUND = """
contexts: { shop: {} }
services:
  order-service: { context: shop }
  stock-service: { context: shop }
  data-service: { context: shop }
  mail-service: { context: shop }
"""
BROKEN = """
contexts: { shop: {} }
services: { order-service: { context: shop }, data-service: { context: shop }, backend: { context: shop } }
"""


FEWEST = 3
SHARE = 0.3
_TECHNICAL = frozenset([
    "adapter", "api", "app", "application", "backend", "base", "batch", "bff", "cache", "client", "common", "consumer",
    "controller", "core", "cron", "crud", "dao", "data", "database", "db", "facade", "frontend", "generic", "handler", "helper",
    "layer", "lib", "logic", "main", "manager", "microservice", "middleware", "model", "module", "persistence",
    "producer", "proxy", "repository", "rest", "server", "service", "services", "shared", "storage",
    "svc", "ui", "util", "utils", "web", "webapp", "webservice", "worker", "ws",
])  # fmt: skip


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    for side in case.sides:
        own = [node for node in side.services if node.role == "business"]
        bad = [node for node in own if all(word.lower() in _TECHNICAL or len(word) == 1 for word in split(node.name))]
        if len(own) >= FEWEST and len(bad) >= SHARE * len(own):
            place, others = side.along(bad, "called after technology as well")
            names = ", ".join(node.name for node in bad[:5])
            message = f"{len(bad)} of {len(own)} services are called after technology: {names}"
            yield Hit(tuple(node.name for node in bad), message, place, related=others[:5])
