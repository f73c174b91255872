"""One service does too much.

Why: Everybody works on it, it is released rarely and carefully, and whatever it does, it does for all: it is the monolith again,
with a network around it.

Instead: Look which of its entities and operations change together, and give each such group, with its data, to a service of its
own. `skerry decompose` proposes where.

When: On at least two of operations, entities, lines of code, neighbours and events, and not only on the last two, the service is
far above the others: robust z (median and median deviation) above 3.5, and at least twice the median. A front end is wide by nature, and
not asked. Systems of fewer than 5 services have no such outlier.

Source: Tighilt et al., On the maintenance support for microservice-based systems through the specification and the detection of
microservice antipatterns, JSS 204, 2023 (mega service); Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.sizes import MEASURES, outliers, sizes

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    confidence=Confidence.MEDIUM,
    spec=("God service", "Each service has single responsibility"),
)
LEAST = 2
_OWN = ("operations", "entities", "lines")  # what it does itself; with whom is a matter of `hub-service`
_OTHERS = "".join(
    f"  s{n}-service: {{ context: sales, owns: [E{n}], api: {{ v1: {{ GET /e{n}: list, GET /e{n}/x: get }} }} }}\n"
    for n in range(1, 5)
)
_LARGE = ", ".join(f"GET /f{n}: read{n}" for n in range(12))
_HEAD = f"contexts: {{ sales: {{}} }}\nservices:\n{_OTHERS}"
SOUND = f"{_HEAD}  main-service: {{ context: sales, owns: [F0, F1], api: {{ v1: {{ GET /f: list }} }} }}\n"
_OWNED = ", ".join(f"F{n}" for n in range(8))
BROKEN = f"{_HEAD}  main-service: {{ context: sales, owns: [{_OWNED}], api: {{ v1: {{ {_LARGE} }} }} }}\n"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    for side in case.sides:
        found = side.derived(sizes)
        above: dict[str, list[str]] = {}
        large: dict[str, bool] = {}
        for measure in MEASURES:
            values = {name: getattr(size, measure) for name, size in found.items()}
            for name, times in outliers(values).items():
                large[name] = large.get(name, False) or measure in _OWN
                above.setdefault(name, []).append(f"{values[name]:,} {measure} ({times:.0f} times the median)")
        for name, reasons in above.items():
            if len(reasons) >= LEAST and large[name] and (side.wanted or name not in side.fronts):
                yield Hit((name,), f"{name} is far larger than the others: {joined(reasons)}", side.at(name))
