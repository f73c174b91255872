"""More services than the team, or the load, can use.

Why: Each service costs a pipeline, a database, dashboards, an on-call rota and versions of an API, before it does anything for a
user. A small team pays that in place of learning what its domain is.

Instead: Keep one deployable with modules until a boundary has proved itself, and take out the one that hurts first. `skerry
decompose` shows where the modules are.

When: Of a model: fewer than 5 engineers and more than 3 services, or more services than twice the engineers, or less than 1 rps
at peak. Of code: more services than twice the people who changed it in its last 90 days, or five services and more whose median
is less than 300 lines and 3 routes.

Source: Specification, common mistakes (premature microservices) and when not to use microservices; Fowler, MonolithFirst, 2015;
Newman, Monolith to Microservices, 2019, ch. 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side
from skerry.rules.sizes import sizes

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM, spec=("Premature microservices",))
SOUND = """
profile: { team: { engineers: 30 } }
contexts: { shop: {} }
services:
  s1-service: { context: shop, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop }
"""
BROKEN = """
profile: { team: { engineers: 4 } }
contexts: { shop: {} }
services:
  s1-service: { context: shop, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop }
"""


SMALL_TEAM, FEW = 5, 3
_DAYS = 90 * 86_400
LINES, ROUTES, FLEET = 300, 3, 5


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    for side in case.sides:
        reason = _of_model(side) if side.wanted else _of_people(side) or _of_sizes(side)
        if reason:
            yield Hit(("fleet",), f"{len(side.services)} services, and {reason}", side.whole)


def _of_model(side: Side) -> str:
    profile, count = side.system.profile if side.system else None, len(side.services)
    engineers = profile.team.engineers if profile and profile.team else None
    if engineers and ((engineers < SMALL_TEAM and count > FEW) or count > 2 * engineers):
        return f"{engineers} engineers to build and run them"
    peak = profile.goals.peak if profile and profile.goals else None
    return f"{peak} at the most" if peak is not None and count > FEW and peak.per_second < 1 else ""


def _of_people(side: Side) -> str:
    commits = side.code.history.commits if side.code else ()
    recent = {commit.author for commit in commits if commit.when >= commits[0].when - _DAYS}
    return (
        f"{len(recent)} people who changed them in 90 days" if recent and len(side.services) > 2 * len(recent) else ""
    )


def _of_sizes(side: Side) -> str:
    known = [size for size in side.derived(sizes).values() if size.lines >= 0 and size.operations >= 0]
    if len(known) < FLEET:
        return ""
    lines, routes = median(size.lines for size in known), median(size.operations for size in known)
    return f"half of them have less than {LINES} lines and {ROUTES} routes" if lines < LINES and routes < ROUTES else ""
