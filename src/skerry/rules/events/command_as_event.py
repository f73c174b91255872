"""An event that gives an order.

Why: An event says what happened, and whoever hears it decides what to do. One that is called like an order has one listener in
mind: the sender depends on it, and learns nothing of whether it was obeyed.

Instead: Say what happened (`OrderPlaced`) and let others react; or call the service that is meant, or make it a step of a saga.

When: The name of an event begins with a verb in the imperative (Create, Send, Update, Reserve, …) and has no past participle in
it.

Source: Fowler, What do you mean by “Event-Driven”?, 2017 (passive-aggressive events); Richardson, Microservices Patterns, 2018,
§3.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import split
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM)
ORDERS = frozenset(
    [
        "add", "allocate", "apply", "approve", "assign", "calculate", "cancel", "change", "charge", "check", "close", "complete", "compute",
        "confirm", "create", "delete", "do", "execute", "generate", "handle", "initiate", "make", "mark", "notify", "open", "pay",
        "perform", "place", "prepare", "print", "process", "publish", "refund", "register", "reject", "release", "remove", "request", "reserve",
        "retry", "save", "schedule", "send", "ship", "start", "stop", "store", "submit", "sync", "take", "trigger", "update", "validate",
    ]
)  # fmt: skip
_PAST = frozenset(["sent", "paid", "made", "taken", "done", "begun", "found", "lost", "held", "bought", "sold"])
_EVENT = frozenset(["event", "integration", "domain", "message", "v"])
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
"""
BROKEN = SOUND.replace("OrderPlaced", "SendInvoice")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each event."""
    for side in case.sides:
        told: set[str] = set()
        for channel in side.fleet.channels:
            name = channel.message
            if channel.direction == "send" and name and name not in told and orders(name):
                told.add(name)
                yield Hit(
                    (channel.node, name),
                    f"{channel.node} publishes {name}, which is an order and no event",
                    side.at(channel),
                )


def orders(name: str) -> bool:
    """Whether a name is an order: an imperative at its front, and nothing that is over at its end."""
    words = [word for word in split(name) if word not in _EVENT]
    over = any(word.endswith("ed") or word in _PAST for word in words)
    return len(words) > 1 and words[0] in ORDERS and not over and "command" not in words
