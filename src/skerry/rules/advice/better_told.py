"""A call that had better be an event.

Why: The caller, and the person before it, wait for work whose result they do not need, or that takes longer than anybody waits.
When it fails the whole request fails, though it had nothing to do with it.

Instead: Publish what has happened, and let the other service do its part when it hears it; or accept the request with 202 and
tell the end by an event.

When: A synchronous call to an operation that changes something and takes long (its timeout is 10 s or more, or its name says so:
send, render, export, …), or that gives nothing back; or to a system of others over mail or files. Services that only react to
events may wait: nobody waits for them.

Source: Specification, step 5; Richardson, Microservices Patterns, 2018, §3.4; Hohpe and Woolf, Enterprise Integration Patterns,
2003.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.communication import Way, interactions
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, Confidence.MEDIUM, spec=("Use asynchronous for long-running operations",))
BROKEN = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place } }, calls: { mail-service: { sendConfirmation: {} } } }
  mail-service: { context: notify, api: { v1: { POST /mails: sendConfirmation -> 204 } } }
"""
SOUND = """
contexts: { sales: {}, notify: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place -> 201; emits OrderPlaced } } }
  mail-service: { context: notify, events: { in: { sales.OrderPlaced: confirm } } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each call."""
    for each in interactions(case.system) if case.system else ():
        if each.now is Way.SYNC and each.fits is Way.ASYNC:
            what = f"{each.source} waits for {each.what}: {each.why}"
            yield Hit((each.source, each.target, each.what), what, each.span, fix=each.fix)
