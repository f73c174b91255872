"""One event comes from several services.

Why: An event says that something has happened to a thing, and one service owns the thing. With two senders nobody knows which is
right, in which order they come, and whom to ask to change it.

Instead: Let the owner send it. If two services mean different things, give them two names; if they ask for something to be done,
it is a command.

When: Two or more services send the same event. Where code shows only a topic or exchange, it may carry many events.

Source: Richardson, Microservices Patterns, 2018, §5.3; Bellemare, Building Event-Driven Microservices, 2020, §3 (single writer
principle).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Channel
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM)
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  import-service: { context: sales, events: { out: [OrderImported] } }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  import-service: { context: sales, events: { out: [OrderPlaced] } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each event."""
    for side in case.sides:
        senders: dict[tuple[str, str], dict[str, Channel]] = {}
        for channel in side.fleet.channels:
            if channel.direction == "send" and (side.wanted or channel.message):  # a topic alone may carry many events
                senders.setdefault((channel.topic, channel.message), {}).setdefault(channel.node, channel)
        for (topic, message), nodes in senders.items():
            if len(nodes) > 1:
                place, others = side.along(nodes.values(), "sent here as well")
                text = f"{', '.join(nodes)} all send {message or topic}"
                yield Hit((*sorted(nodes), topic), text, place, related=others)
