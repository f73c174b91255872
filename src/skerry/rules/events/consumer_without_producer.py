"""A service waits for an event that nobody sends.

Why: Its handler never runs. Either the producer was renamed, or forgot it; or the handler is dead code that somebody keeps
compatible.

Instead: Find the event that is meant and hear that one, or take the handler away. If it comes from outside of the system, say so
by accepting it.

When: A service listens to a topic or event to which nobody sends anything, of those that a model declares or of those that were
read. Where the code of some service was not read, it is unknown.

Source: Bellemare, Building Event-Driven Microservices, 2020, ch. 2; AsyncAPI specification 3.0 (operations send and receive).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET)
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""
BROKEN = SOUND.replace(", events: { out: [OrderPlaced] }", "")


def check(case: Case) -> Iterator[Answer]:
    """One answer for each topic and listener."""
    for side in case.sides:
        yield from _answers(side)


def _answers(side: Side) -> Iterator[Answer]:
    heard = {(each.consumer, each.topic) for each in side.fleet.deliveries} if not side.wanted else set()
    told = {channel.topic for channel in side.fleet.channels if channel.direction == "send"}
    met = {(delivery.producer, delivery.topic) for delivery in side.fleet.deliveries}
    # What is sent under a name that leads to nobody may be bound to it in the broker, which nobody has read.
    adrift = {
        each.broker for each in side.fleet.channels if each.direction == "send" and (each.node, each.topic) not in met
    }
    # A queue has a name of its own where it is bound to the keys that others send with: then its listener hears those, too.
    bound = {delivery.consumer for delivery in side.fleet.deliveries}
    blind = any(side.silent(node.name) for node in side.services)
    seen: set[tuple[str, str]] = set()
    for channel in side.fleet.channels:
        subject = (channel.node, channel.topic)
        if channel.direction != "receive" or channel.topic in told or subject in heard or subject in seen:
            continue
        seen.add(subject)
        if (
            blind
            or channel.node in bound
            or any(not each or not channel.broker or each == channel.broker for each in adrift)
        ):
            yield Unknown(subject)
        else:
            what = channel.message or channel.topic
            yield Hit(subject, f"{channel.node} waits for {what}, which nobody sends", side.at(channel))
