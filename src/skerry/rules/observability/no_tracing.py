"""Requests can't be followed through a service.

Why: A request that crosses several services leaves a line here and a line there. Which of them made it slow, or failed, can only be
guessed.

Instead: Let every service pass the trace context on and report its spans (OpenTelemetry). In a model: `deploy: { observe: [otel,
jaeger] }`.

When: A service that calls others, or is called by them, has no tracer that is known. What runs in a browser has none. Where its
code was not read, it is unknown. What most services lack is one finding for the fleet.

Source: Specification, best practices of observability (distributed tracing); W3C Trace Context.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Distributed tracing (Jaeger, Zipkin)",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
deploy: { observe: [jaeger] }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service that is part of a call."""
    for side in case.sides:
        if side.system:  # which says it once for all
            if side.inner and not any(side.fleet.has(node.name, "traces") for node in side.services):
                place = side.system.deploy.span if side.system.deploy.span.line else side.whole
                edit = Edit(("deploy", "observe"), "[otel]")
                yield Hit(("fleet",), "requests can't be followed from service to service", place, edit=edit)
            continue
        talks = {name for edge in side.inner for name in (edge.source, edge.target)}
        found: list[Hit] = []
        asked = 0
        for node in side.services:
            if node.name in side.browsers or side.aside(node) or node.name not in talks:
                continue
            asked += 1
            if side.fleet.has(node.name, "traces"):
                continue
            if side.silent(node.name):
                yield Unknown((node.name,))
            else:
                found.append(Hit((node.name,), f"requests can't be followed through {node.name}", side.at(node)))
        yield from gathered(side, found, asked, "requests can't be followed through {}")
