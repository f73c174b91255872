"""A listener that calls back whom it has heard.

Why: The event was to free the two of one another. If the listener has to ask back for what it needs, it works only while the
other is up, and each event costs the other a request: of each listener, at once.

Instead: Put the few values that listeners need into the event, or keep a view that is fed by events.

When: A service hears an event of another one and calls that one synchronously as well.

Source: Fowler, What do you mean by “Event-Driven”?, 2017 (event notification, and the calls that follow it).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.FLEET,
    Confidence.LOW,
    Persona.PEDANTIC,
    spec=("Implement eventual consistency where appropriate",),
)
BROKEN = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } }, calls: [order-service] }
"""
SOUND = BROKEN.replace(", calls: [order-service]", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of listener and publisher."""
    for side in case.sides:
        senders: dict[str, set[str]] = {}
        for channel in side.fleet.channels:
            if channel.direction == "send":
                senders.setdefault(channel.topic, set()).add(channel.node)
        for channel in side.fleet.channels:
            for sender in sorted(senders.get(channel.topic, ())) if channel.direction == "receive" else ():
                edge = side.call(channel.node, sender)
                if edge and sender != channel.node:
                    what = f"{channel.node} hears {channel.message or channel.topic} of {sender}, and calls it as well"
                    yield Hit(
                        (channel.node, sender, channel.topic),
                        what,
                        side.at(channel),
                        related=((side.at(edge), "the call"),),
                    )
