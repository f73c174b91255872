"""One event that several services publish.

Why: Nobody can say what it means, in which order two of them happened, or who may change it. Listeners have to be ready for all
of its authors.

Instead: Let the service publish it that owns what happened; where two things happen, give them two names.

When: Two services publish to one topic the same event. Commands that several may send are no events: name them so.

Source: Bellemare, Building Event-Driven Microservices, 2020, ch. 2 (single writer principle).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Channel
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Each service has single responsibility",))
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  offer-service: { context: sales, events: { out: [OfferAccepted] } }
"""
BROKEN = SOUND.replace("OfferAccepted", "OrderPlaced")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each topic and event."""
    for side in case.sides:
        senders: dict[tuple[str, str], dict[str, Channel]] = {}
        for channel in side.fleet.channels:
            if channel.direction == "send":
                senders.setdefault((channel.topic, channel.message), {}).setdefault(channel.node, channel)
        for (topic, message), channels in senders.items():
            if len(channels) > 1:
                place, others = side.along(channels.values(), "here as well")
                what = f"{joined(channels)} all publish {message or topic}"
                sure = None if side.wanted else Confidence.MEDIUM
                yield Hit((*sorted(channels), topic), what, place, related=others, confidence=sure)
