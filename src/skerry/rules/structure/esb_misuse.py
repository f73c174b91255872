"""Everything goes through one service in the middle.

Why: Where one node routes, translates and decides for all others, every change of any of them changes it. It is an enterprise service
bus again: smart in the middle, with services that know nothing.

Instead: Let services call whom they need, or tell the others what happened; keep the middle dumb. What has to be coordinated is a saga
with an owner.

When: One service that is no gateway has calls from and to more than two thirds of the others, about as many in as out (half to twice).

Source: Neri et al., 2020 (ESB misuse); Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (ESB usage); Lewis and Fowler, Microservices,
2014 (smart endpoints and dumb pipes).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET)
SOUND = """
contexts: { shop: {} }
services:
  bus-service: { context: shop, calls: [c-service] }
  a-service: { context: shop, calls: [bus-service] }
  b-service: { context: shop }
  c-service: { context: shop }
  d-service: { context: shop, calls: [c-service] }
"""
BROKEN = """
contexts: { shop: {} }
services:
  bus-service: { context: shop, calls: [c-service, d-service] }
  a-service: { context: shop, calls: [bus-service] }
  b-service: { context: shop, calls: [bus-service] }
  c-service: { context: shop }
  d-service: { context: shop }
"""


SHARE = 2 / 3
FEWEST = 5  # services


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service in the middle."""
    for side in case.sides:
        if len(side.services) < FEWEST:
            continue
        callers: dict[str, set[str]] = {}
        for edge in side.inner:
            callers.setdefault(edge.target, set()).add(edge.source)
        for name, callees in side.callees.items():
            into, out = callers.get(name, set()), set(callees)
            balanced = into and out and 0.5 <= len(into) / len(out) <= 2
            if balanced and len(into | out) > SHARE * (len(side.services) - 1):
                message = f"{name} stands between {len(into)} services that call it and {len(out)} that it calls"
                yield Hit((name,), message, side.at(name))
