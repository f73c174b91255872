"""Failed calls are repeated at once.

Why: Many callers that fail together repeat together. What was overloaded for a second is kept down by those who wait for it.

Instead: Wait longer after each failure, with some chance in it, and stop after two or three tries.

When: Code tries calls again, and no pause that grows is known of it. Where its code was not read, it is unknown.

Source: Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015; Beyer et al., Site Reliability Engineering, 2016, ch. 22.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.CODE, Confidence.MEDIUM)
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders, environment: { STOCK: 'http://stock:80' } }
  stock: { build: ./stock }
""",
    "stock/app.py": """\
STOCK = []
""",
    "orders/app.py": """\
import os
import requests
from tenacity import retry, stop_after_attempt, wait_random_exponential


@retry(stop=stop_after_attempt(3), wait=wait_random_exponential(max=10))
def stock():
    return requests.get(os.environ["STOCK"] + "/stock", timeout=2)
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { build: ./orders, environment: { STOCK: 'http://stock:80' } }
  stock: { build: ./stock }
""",
    "stock/app.py": """\
STOCK = []
""",
    "orders/app.py": """\
import os
import requests
from tenacity import retry, stop_after_attempt


@retry(stop=stop_after_attempt(3))
def stock():
    return requests.get(os.environ["STOCK"] + "/stock", timeout=2)
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.seen
    for node in side.services if side else ():
        assert side is not None
        tries = list(side.fleet.traits_of(node.name, "retries"))
        if tries and not any(side.fleet.traits_of(node.name, "backs-off")):
            yield Hit((node.name,), f"{node.name} repeats failed calls at once", side.at(tries[0]))
