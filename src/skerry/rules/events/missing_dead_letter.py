"""An event that cannot be handled is tried for ever, or lost.

Why: One bad event stops all that come behind it, or it is dropped and nobody knows. Both are noticed when a customer calls.

Instead: Put aside what fails a few times, with its reason, and look at what lies there. In a model write `policies: { events: {
dead-letter: true } }`.

When: A service hears events, and no queue or topic for dead letters is known of it. Where its code was not read, it is unknown.

Source: Hohpe and Woolf, Enterprise Integration Patterns, 2003 (dead letter channel, invalid message channel).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Use message queues for reliability",))
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
policies: { events: { dead-letter: true } }
"""
BROKEN = SOUND.replace("dead-letter: true", "dead-letter: false")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service that listens."""
    for side in case.sides:
        ours = {node.name for node in side.services}
        hearers = {channel.node: channel for channel in side.fleet.channels if channel.direction == "receive"}
        for name, channel in hearers.items():
            if name not in ours or side.fleet.has(name, "dead-letters") or _feeds_views_only(case, name, side.wanted):
                continue
            if side.silent(name):
                yield Unknown((name,))
                continue
            yield Hit(
                (name,),
                f"{name} has no place for events that it cannot handle",
                side.at(channel),
                confidence=None if side.wanted else Confidence.LOW,
                edit=Edit(("policies", "events", "dead-letter"), "true") if side.wanted else None,
            )


def _feeds_views_only(case: Case, name: str, wanted: bool) -> bool:
    """Whether a service of a model reacts to nothing: views are built anew from what was kept."""
    service = case.system.services.get(name) if wanted and case.system else None
    return service is not None and not service.reactions
