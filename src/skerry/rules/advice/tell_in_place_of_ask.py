"""A service waits for an answer that it does not need.

Why: A caller that only tells something is slowed down by whoever hears it, fails when that one fails, and has to be changed for
each new listener. What takes long (a report, an export) holds a request open for longer than anybody waits.

Instead: Publish what has happened, and let the other one react: `events: { in: { sales.OrderPlaced: confirm } }`; take the call
away. What takes long is started by an event or a saga, and asked for later.

When: A synchronous call by which the caller tells something (notify, send, log, track …), to a service that is there to be told
(notifications, audit, analytics), or whose work takes long (report, export, import, render …).
Of a fleet that was read, where its own code makes the call and leaves the answer alone.

Source: Specification, step 5 and best practices of communication (use asynchronous for long-running operations); Richardson,
Microservices Patterns, 2018, §3.1 (interaction styles).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Channel, Edge
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.guards import passed_on
from skerry.rules.hit import Hit
from skerry.rules.interactions import Style, interactions
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Use asynchronous for long-running operations",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: { stock-service: { get-item: {} } } }
  stock-service:
    context: stock
    api:
      v1:
        GET /items/{id}: get-item
"""
BROKEN = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, calls: { mail-service: { send-confirmation: {} } } }
  mail-service: { context: notify, api: { v1: { POST /mails: send-confirmation } } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each interaction."""
    for side in case.sides:
        for each in interactions(side):
            if each.style is Style.SYNC and each.better is Style.ASYNC and (side.wanted or _unused(side, each.row)):
                what = f" ({each.what})" if each.what else ""
                yield Hit(
                    (each.source, each.target, each.what),
                    f"{each.source} waits for {each.target}{what}, and need not",
                    side.at(each.row),
                    why=each.why,
                    fix=each.fix,
                )


def _unused(side: Side, row: Edge | Channel) -> bool:
    """Whether the caller's own code makes the call, and nothing takes its answer."""
    return isinstance(row, Edge) and not passed_on(row) and side.fleet.has(row.source, "drops-answer", row.target)
