"""A listener that does its work twice when it hears twice.

Why: Queues deliver at least once: after a restart or a slow answer the same event comes again, and the mail goes out twice, the
stock is taken twice.

Instead: Remember which events were handled (an inbox, in the same transaction as the work), or do what can be done twice without
harm.

When: A service hears events, its code was read or it is not generated, and nothing is known that makes it idempotent. Generated
services keep an inbox.

Source: Hohpe and Woolf, Enterprise Integration Patterns, 2003 (idempotent receiver); Richardson, Microservices Patterns, 2018,
§3.3.6.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE, Needs.FLEET, Confidence.LOW, Persona.PEDANTIC, spec=("Use message queues for reliability",)
)
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""
BROKEN = SOUND.replace("context: notify,", "context: notify, runs: { image: mail },")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service that listens."""
    for side in case.sides:
        hearers = {channel.node: channel for channel in side.fleet.channels if channel.direction == "receive"}
        for name, channel in hearers.items():
            if side.fleet.has(name, "idempotent"):
                continue
            if side.silent(name):
                yield Unknown((name,))
            else:
                yield Hit(
                    (name,), f"{name} may handle one event twice: nothing remembers what it has heard", side.at(channel)
                )
