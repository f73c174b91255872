"""A service waits for an event that nobody publishes.

Why: The code that reacts never runs, and nobody notices: it looks like a quiet day. Often the producer was renamed, or a version
was left behind.

Instead: Find out who is to publish it, and under which name and version; or take the reaction away.

When: A service reacts to an event, feeds a view from it or waits for it in a saga, and no service publishes it. What a system of
others publishes cannot be seen: accept the finding, with who does as the reason.

Source: Bellemare, Building Event-Driven Microservices, 2020, ch. 3 (data contracts).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET)
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""
BROKEN = SOUND.replace(", events: { out: [OrderPlaced] }", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each listener and topic."""
    for side in case.sides:
        told = {channel.topic for channel in side.fleet.channels if channel.direction == "send"}
        for channel in side.fleet.channels:
            if channel.direction == "receive" and channel.topic not in told:
                yield Hit(
                    (channel.node, channel.topic),
                    f"{channel.node} hears {channel.message or channel.topic}, and nobody publishes it",
                    side.at(channel),
                    confidence=None if side.wanted else Confidence.LOW,
                )
