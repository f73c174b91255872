"""A request passes through many services, one waiting for the next.

Why: Each hop adds its latency and multiplies the availability: seven services that are up 99.9% of the time answer together
99.3%. Nobody can say any more who is slow.

Instead: Let services at the end of the chain publish what they know, and keep a view of it nearer to its start; do what nobody
waits for on an event; or have the caller ask the services side by side.

When: The longest chain of synchronous calls from a service has more than 4 calls. Circles count once. Of a fleet
that was read it is a lead for auditors: nobody knows that one request goes all the way. In 31 fleets that
were read the median of the longest chain was 2, and only three had more than 4.

Source: Sabir et al., A Systematic Literature Review on Code Smells in Microservices, 2019 (service chain); Taibi et al.,
Microservices Anti-Patterns: A Taxonomy, 2020.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypedDict

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import longest
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.CALLS, spec=("Keep services loosely coupled, highly cohesive",))
MOST = 4
_MODEL = """
contexts: {{ sales: {{}} }}
services:
  a-service: {{ context: sales, calls: [b-service] }}
  b-service: {{ context: sales, calls: [c-service] }}
  c-service: {{ context: sales, calls: [d-service] }}
  d-service: {{ context: sales, calls: [e-service] }}
  e-service: {{ context: sales{} }}
  f-service: {{ context: sales }}
"""
SOUND = _MODEL.format("")
BROKEN = _MODEL.format(", calls: [f-service]")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each chain that is not part of a longer one."""
    for side in case.spoken:
        ways = longest(side.callees)
        called = {target for targets in side.callees.values() for target in targets}
        for start, way in ways.items():
            calls = len(way) - 1
            if calls > MOST and (start not in called or not _continued(start, side.callees, ways)):
                edges = [edge for pair in pairwise(way) if (edge := side.call(*pair))]
                place, others = side.along(edges, "then this call")
                what = f"{calls} calls in a row: {' → '.join(way)}"
                yield Hit((start, way[-1]), what, place, related=others, **_sure(case, side))


class _Sure(TypedDict):
    confidence: Confidence | None
    persona: Persona | None


def _sure(case: Case, side: Side) -> _Sure:
    """Code tells who calls whom, and not that one request goes all the way: only models and traces say so."""
    known = side.wanted or side is not case.seen
    return _Sure(confidence=None if known else Confidence.LOW, persona=None if known else Persona.AUDITOR)


def _continued(start: str, callees: dict[str, tuple[str, ...]], ways: dict[str, tuple[str, ...]]) -> bool:
    """Whether some other chain goes on through the first service of this one."""
    return any(start in targets and ways[name][1:2] == (start,) for name, targets in callees.items())
