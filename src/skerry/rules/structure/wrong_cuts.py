"""Services along technical layers, and not along the business.

Why: Every change of the business goes through all layers, so it needs all their services and teams; and each request goes through
them too.

Instead: Cut by what the business does: each service with its own interface, logic and data. `skerry decompose` proposes where.

When: The last words of a service's name say a layer (`data`, `dao`, `repository`, `persistence`, `database`, `ui`, `frontend` in
the middle of services, `logic`, `controller`, `utils`, `common`), and another service calls it.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (wrong cuts); Evans,
Domain-Driven Design, 2003, ch. 14.
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
    Severity.WARNING,
    Needs.FLEET,
    confidence=Confidence.MEDIUM,
    spec=("Start with business capabilities, not technical components", "Start with a well-defined bounded context"),
)
LAYERS = frozenset(
    [
        "dao", "repository", "repositories", "persistence", "database", "db", "dal", "orm", "crud", "controller", "controllers", "logic",
        "util", "utils", "utility", "utilities", "helper", "helpers", "common", "middleware", "entity", "entities", "model",
        "models",
    ]
)  # fmt: skip
PAIRS = frozenset(
    ["data access", "data layer", "business logic", "business layer", "service layer", "data service", "data api"]
)
_KINDS = frozenset(["service", "svc", "server", "api", "app", "ms"])
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, calls: [invoice-service] }
  invoice-service: { context: sales }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, calls: [order-dao] }
  order-dao: { context: sales }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service that is a layer."""
    for side in case.sides:
        called = {edge.target: edge.source for edge in side.inner}
        for node in side.services:
            if node.name in called and (layer := _layer(node.name)):
                message = f"{node.name} is a layer ({layer}), which {called[node.name]} and others of its kind need for everything"
                yield Hit((node.name,), message, side.at(node))


def _layer(name: str) -> str:
    words = [word for word in split(name) if word]
    for end in (words, words[:-1] if words and words[-1] in _KINDS else []):
        if " ".join(end[-2:]) in PAIRS:
            return " ".join(end[-2:])
        if len(end) > 1 and end[-1] in LAYERS:
            return end[-1]
        if len(end) == 1 and end is not words and (end[0] in LAYERS or end[0] == "data"):
            return end[0]
    return ""
