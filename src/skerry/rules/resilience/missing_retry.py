"""One lost packet is an error for a user.

Why: Networks lose connections, and instances are replaced all day. A question that could be asked again without harm fails for nothing.

Instead: Ask again, once or twice, with a pause that grows, where asking twice does no harm. In a model: `policies: { calls: { retries:
2 } }`.

When: A caller of services of ours is not known to try any of its calls again. Where its code was not read, it is unknown. Advice: a
retry in the wrong place is worse than none (see retry-storm and unsafe-retry).

Source: Specification, best practices of communication (circuit breakers and retries); Beyer et al., Site Reliability Engineering, 2016,
ch. 22.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.FLEET,
    Confidence.MEDIUM,
    Persona.PEDANTIC,
    spec=("Ignoring network failures", "Implement circuit breakers and retries"),
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
policies: { calls: { retries: 2 } }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for each caller."""
    for side in case.sides:
        for caller in dict.fromkeys(edge.source for edge in side.inner):
            calls = [edge for edge in side.inner if edge.source == caller]
            if any(side.fleet.has(caller, "retries", edge.target) for edge in calls):
                continue
            if side.silent(caller):
                yield Unknown((caller,))
                continue
            place, others = side.along(calls, "not tried again")
            edit = Edit(("policies", "calls", "retries"), "2") if side.wanted else None
            yield Hit((caller,), f"{caller} tries none of its calls again", place, related=others[:4], edit=edit)
