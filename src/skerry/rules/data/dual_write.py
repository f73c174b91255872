"""Data is written, and an event is published, by two hands.

Why: Between the commit and the publishing the process can die: then the order exists and nobody hears of it, or all hear of an
order that was rolled back. It happens rarely, and leaves no trace.

Instead: Write the event into the same transaction as the data (an outbox) and publish it from there, or derive events from the
database's log.

When: A service that has a database publishes events, and no outbox is known of it. Of code that was read it is found only where a
publishing is seen beside a commit.

Source: Richardson, Microservices Patterns, 2018, §3.3.7 (transactional outbox); Kleppmann, Designing Data-Intensive Applications,
2017, ch. 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    spec=("Implement eventual consistency where appropriate", "Use message queues for reliability"),
)
SOUND = """
contexts: { sales: {} }
services:
  order-service:
    context: sales
    stores: { main: { postgres: orders, outbox: true } }
    events: { out: [OrderPlaced] }
"""
BROKEN = SOUND.replace(", outbox: true", "")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service."""
    for side in case.sides:
        senders = {channel.node: channel for channel in side.fleet.channels if channel.direction == "send"}
        keepers = {holding.node for holding in side.fleet.holdings}
        for name, channel in senders.items():
            if name not in keepers or side.fleet.has(name, "outbox"):
                continue
            seen = list(side.fleet.traits_of(name, "publishes-after-commit"))
            if side.wanted:
                what = f"{name} publishes {channel.message or channel.topic} beside its transactions, without an outbox"
                yield Hit((name,), what, side.at(channel), edit=_outbox(side, name))
            elif seen:
                place, others = side.along(seen, "and here")
                what = f"{name} commits and publishes one after the other"
                yield Hit((name,), what, place, related=others, confidence=Confidence.MEDIUM)
            else:
                yield Unknown((name,))


def _outbox(side: Side, name: str) -> Edit | None:
    stores = side.system.services[name].stores if side.system and name in side.system.services else {}
    return Edit(("services", name, "stores", next(iter(stores)), "outbox"), "true") if len(stores) == 1 else None
