"""An event that nobody hears.

Why: It is published, kept and documented for nobody: either a consumer was forgotten, or the event was thought up before anybody
needed it. Each one is a promise that has to be kept compatible.

Instead: Find out who was meant to hear it, and let that service react; or take it away until somebody asks for it.

When: A service publishes an event to which no service reacts, from which no view is fed, and for which no saga waits. Listeners
outside of the system cannot be seen: accept the finding, with who listens as the reason.

Source: Richardson, Microservices Patterns, 2018, §3.3; Bellemare, Building Event-Driven Microservices, 2020, ch. 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET, persona=Persona.PEDANTIC)
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each topic that is sent to and never read."""
    for side in case.sides:
        heard = {channel.topic for channel in side.fleet.channels if channel.direction == "receive"}
        if not side.wanted:  # where topics may be patterns
            heard |= {each.topic for each in side.fleet.deliveries}
        told: set[str] = set()
        for channel in side.fleet.channels:
            unheard = channel.direction == "send" and channel.topic not in heard
            if unheard and channel.topic not in told:
                told.add(channel.topic)
                yield Hit(
                    (channel.node, channel.topic),
                    f"{channel.node} publishes {channel.message or channel.topic}, and nobody hears it",
                    side.at(channel),
                )
