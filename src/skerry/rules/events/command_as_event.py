"""An event that says what is to be done.

Why: An event says what has happened, and its sender does not care who hears it. `SendMail` or `ReserveStock` is a call to one
receiver: hidden in an event its failure reaches nobody, and the coupling is there all the same.

Instead: Call the service, or make it a step of a saga, which hears of the failure; or say what happened (`OrderPlaced`) and let
the receiver decide what to do.

When: The name of an event begins with a verb of a request (send, create, update, reserve, process …) and says nothing in the
past.

Source: Richardson, Microservices Patterns, 2018, §3.3.2 (messages: commands, events); Fowler, What do you mean by
"Event-Driven"?, 2017 (passive- aggressive command).
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
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [OrderPlaced] } }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, events: { out: [SendConfirmationMail] } }
"""


_REQUESTS = frozenset([
    "add", "approve", "assign", "authorize", "book", "calculate", "cancel", "capture", "change", "charge", "check", "close",
    "create", "delete", "deliver", "do", "execute", "fulfill", "generate", "get", "handle", "insert", "issue", "load",
    "make", "notify", "pay", "perform", "place", "prepare", "print", "process", "publish", "put", "read", "refund",
    "register", "reject", "release", "remove", "reserve", "reset", "run", "save", "schedule", "send", "set", "ship", "start",
    "stop", "store", "submit", "sync", "take", "update", "validate", "write",
])  # fmt: skip


def check(case: Case) -> Iterator[Hit]:
    """One finding for each event of a model, and for each message that code calls an event."""
    for side in case.sides:
        seen: set[str] = set()
        for channel in side.fleet.channels:
            name = channel.message.rpartition(".")[2]
            words = [word.lower() for word in split(name)]
            request = words[:1] and words[0] in _REQUESTS and not any(word.endswith("ed") for word in words)
            if channel.direction != "send" or not request or name in seen:
                continue
            if side.wanted or words[-1] in {"event", "message", "notification"}:
                seen.add(name)
                yield Hit((channel.node, name), f"the event {name} says what is to be done", side.at(channel))
