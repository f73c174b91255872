"""Retries without a pause.

Why: All callers come back at once, again and again, to a service that has just failed; that keeps it down.

Instead: Wait longer after each try, by a random share of it, and give up after a few.

When: Retries are known of the calls of a service, or of a step of a saga, and no pause, be it one that does not grow. Many libraries
pause unless they are told otherwise, and so do meshes. Calls between generated services have
one.

Source: Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM, spec=("Implement circuit breakers and retries",))
SOUND = """
contexts: { sales: {}, money: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place, internal: drop } } }
  pay-service: { context: money, api: { v1: { POST /payments: take, DELETE /payments: refund } } }
sagas:
  Buying:
    in: order-service
    start: place
    steps: [{ do: pay-service.take, undo: pay-service.refund, retry: { times: 3, backoff: 200ms } }]
    else: order-service.drop
"""
BROKEN = SOUND.replace(", backoff: 200ms", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service or step."""
    for side in case.sides:
        if side.system is not None:
            yield from _steps(side.system)
        else:
            yield from _services(side)


def _steps(system: System) -> Iterator[Hit]:
    for saga in system.sagas.values():
        for step in saga.steps:
            if step.retry and step.retry.times > 1 and not step.retry.backoff and step.do:
                what = f"{saga.name} repeats {step.do} {step.retry.times} times without a pause"
                yield Hit((saga.name, str(step.do)), what, step.span, confidence=Confidence.HIGH)


def _in_code(trait: Trait) -> bool:
    """Whether code or settings say it: what a mesh repeats it repeats with pauses (Envoy 25 ms and more)."""
    return any(witness.reader == "resilience" for witness in trait.evidence)


def _services(side: Side) -> Iterator[Hit]:
    for node in side.services:
        found = [
            trait for trait in side.fleet.traits_of(node.name, "retries") if trait.value != "0" and _in_code(trait)
        ]
        if found and not any(True for _ in side.fleet.traits_of(node.name, "backs-off")):
            place, others = side.along(found, "and here")
            yield Hit((node.name,), f"{node.name} repeats its calls without a pause", place, related=others)
