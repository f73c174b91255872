"""An event that can't be handled blocks all behind it, or is lost.

Why: Sooner or later one comes that the handler can't read. Tried for ever it stops its queue; thrown away it is gone without a
word.

Instead: Put it aside with its reason after some tries, tell somebody, and give it again once the handler is mended. In a model:
`policies: { events: { dead-letter: true } }`.

When: A service hears events, and no dead-letter queue is known of it or of its topics. Where its code was not read, it is
unknown.

Source: Specification, best practices of communication (message queues for reliability); Hohpe and Woolf, Enterprise Integration
Patterns, 2003 (dead letter channel).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Use message queues for reliability",))
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
policies: { events: { dead-letter: true } }
"""
BROKEN = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service that hears events."""
    for side in case.sides:
        ours = {node.name for node in side.services}
        hears = {channel.node: channel for channel in side.fleet.channels if channel.direction == "receive"}
        for name, channel in hears.items():
            if name not in ours or side.fleet.has(name, "dead-letters") or _only_views(side, name):
                continue
            if side.silent(name):
                yield Unknown((name,))
                continue
            edit = Edit(("policies", "events", "dead-letter"), "true") if side.wanted else None
            message = f"what {name} can't handle blocks its queue, or is lost"
            yield Hit((name,), message, side.at(channel), edit=edit)


def _only_views(side: Side, name: str) -> bool:
    """Whether a service of a model reacts to nothing: a view can be built again from what the broker keeps."""
    service = side.system.services.get(name) if side.system else None
    return service is not None and not service.reactions
