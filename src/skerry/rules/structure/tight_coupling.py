"""A change or a failure of one service is felt by most others.

Why: Nearly all services can be reached from nearly all others over calls that wait, so none can change, fail or be released
alone.

Instead: Find the calls that tie the parts together, and replace them by events and views; the graph (`skerry graph`) shows them.

When: In a system of at least 6 services the propagation cost of synchronous calls (the share of pairs in which one reaches the
other, itself counted) is more than 35%.

Source: MacCormack, Rusnak and Baldwin, Exploring the Structure of Complex Software Designs, Management Science 52(7), 2006.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import propagation, reached
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    Confidence.MEDIUM,
    spec=("Keep services loosely coupled, highly cohesive", "Deploy services independently"),
)
LEAST, MOST = 6, 0.35
_LINE = "".join(f"  s{n}-service: {{ context: sales, calls: [s{n + 1}-service] }}\n" for n in range(1, 6))
BROKEN = f"contexts: {{ sales: {{}} }}\nservices:\n{_LINE}  s6-service: {{ context: sales }}\n"
SOUND = BROKEN.replace(", calls: [s4-service]", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for a system."""
    for side in case.sides:
        cost = propagation(side.callees)
        if len(side.callees) >= LEAST and cost > MOST:
            far = reached(side.callees)
            widest = sorted(far, key=lambda name: (-far[name], name))[:3]
            shown = ", ".join(f"{name} needs {far[name]}" for name in widest)
            what = f"{cost:.0%} of all pairs of the {len(far)} services depend on one another ({shown})"
            yield Hit(
                ("coupling",),
                what,
                side.whole,
                related=side.places(widest, "reaches the most"),
                confidence=None if side.wanted else Confidence.LOW,
                persona=None if side.wanted else Persona.PEDANTIC,
            )
