"""Events that may get lost.

Why: An event that is delivered at most once is gone when its listener is just being released, and the two services disagree from
then on.

Instead: Let a broker keep events until each listener has confirmed them: `policies: { events: { at-least-once: true } }`, with a
bus that outlives a process.

When: Delivery is not at least once, or the bus is memory within one process, for events that some service hears.

Source: Hohpe and Woolf, Enterprise Integration Patterns, 2003 (guaranteed delivery).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MODEL, spec=("Use message queues for reliability",))
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
policies: { events: { bus: nats, at-least-once: true } }
"""
BROKEN = SOUND.replace("at-least-once: true", "at-least-once: false")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service that listens."""
    for service in case.system.services.values() if case.system else ():
        policy = service.policies.events
        if not (service.reactions or service.views):
            continue
        if policy.at_least_once and not policy.at_least_once.value:
            edit = Edit(("policies", "events", "at-least-once"), "true")
            yield Hit(
                (service.name,),
                f"{service.name} may miss events: each is delivered once at most",
                policy.at_least_once.span,
                edit=edit,
            )
        elif policy.bus and policy.bus.value == "memory":
            what = f"{service.name} hears events over memory, which ends with the process"
            yield Hit((service.name, "memory"), what, policy.bus.span, edit=Edit(("policies", "events", "bus"), "nats"))
