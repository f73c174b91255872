"""An interface that is written down nowhere.

Why: Callers learn it by reading code or by trying, and rely on what was never promised. Nobody can tell whether a change breaks
them.

Instead: Describe it: `api:` in the model, from which `skerry contracts write` makes OpenAPI, GraphQL or proto; or let the
framework publish an OpenAPI document of the code.

When: A service that others call, or that answers routes, has no document: in a model no `api:`, in code no OpenAPI, proto or
GraphQL file and nothing that generates one. Remote procedures (gRPC, Thrift) have a contract by their nature, wherever it stands,
and pages for people are no interface. Where its code was not read, it is unknown.

Source: Tighilt et al., JSS 204, 2023; Richardson, Microservices Patterns, 2018, §3.1.1 (API-first design).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Document APIs with OpenAPI/Swagger",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock, api: { v1: { GET /items: list } } }
"""
BROKEN = SOUND.replace(", api: { v1: { GET /items: list } }", "")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service."""
    for side in case.sides:
        callers = {edge.target: edge.source for edge in side.inner}
        answers = {route.node: route for route in side.fleet.routes}
        remote = {route.node for route in side.fleet.routes if route.method == "RPC"}
        for node in side.services:
            if side.fleet.has(node.name, "documents-api") or node.name in remote:
                continue
            if node.name not in callers and (node.name not in answers or node.name in side.screens):
                continue
            if side.silent(node.name) and node.name not in answers:
                yield Unknown((node.name,))
                continue
            by = f"{callers[node.name]} calls" if node.name in callers else "clients call"
            sure = None if side.wanted else Confidence.MEDIUM
            yield Hit(
                (node.name,),
                f"{by} {node.name}, whose interface is written down nowhere",
                side.at(node),
                confidence=sure,
            )
