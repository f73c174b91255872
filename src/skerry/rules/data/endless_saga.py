"""A saga that may wait for ever.

Why: What it has reserved stays reserved, and nobody is told. There are soon more such sagas than anybody looks at.

Instead: Give it a deadline, after which everything is undone: a little longer than the business is willing to wait.

When: A saga has no `deadline:`.

Source: Garcia-Molina and Salem, Sagas, SIGMOD 1987; Richardson, Microservices Patterns, 2018, §4.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Use sagas for distributed transactions",))
SOUND = """
contexts: { sales: {}, money: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place, internal: drop } } }
  pay-service: { context: money, api: { v1: { POST /payments: take, DELETE /payments: refund } } }
sagas:
  Buying:
    in: order-service
    start: place
    deadline: 1d
    steps: [{ do: pay-service.take, undo: pay-service.refund }]
    else: order-service.drop
"""
BROKEN = SOUND.replace("    deadline: 1d\n", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each saga."""
    for saga in case.system.sagas.values() if case.system else ():
        if saga.deadline is None:
            edit = Edit(("sagas", saga.name, "deadline"), "1d")
            yield Hit((saga.name,), f"{saga.name} has no deadline", saga.span, edit=edit)
