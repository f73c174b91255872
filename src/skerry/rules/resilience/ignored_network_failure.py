"""A call as if the network never failed.

Why: A callee that is slow, down or being released takes its callers down with it: there is no timeout that ends the wait, no
retry that gets over a lost packet, no circuit breaker that lets the rest go on.

Instead: Give every call a timeout and a circuit breaker, and retry what may be repeated. In a model `policies: { calls: … }` does
it for all.

When: None of timeout, retry, circuit breaker, bulkhead and fallback is known for a synchronous call. Of a fleet that was read all
such calls of one service are one finding. What a reverse proxy passes on ends by itself (nginx after 60 s, Envoy after 15 s), and
who waits at a browser may go. Where the caller's code was not read, or it guards some calls and only its settings tell of this one,
it is unknown.

Source: Nygard, Release It!, 2nd edition, 2018, ch. 4 and 5; Neri et al., Design principles, architectural smells and refactorings
for microservices, 2020 (wobbly service interaction).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.facts.fleet import Edge
from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.model.system import CallPolicy
from skerry.rules.case import Case
from skerry.rules.guards import ends_by_default, guarded, guards_some, passed_on, placed, seconds
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    spec=("Ignoring network failures", "Design for failure (circuit breakers, retries, timeouts)"),
)
_WITHOUT = "with no timeout, no retry and no circuit breaker"
POLICY = "{ timeout: 1s, retries: 1, breaker: { after: 5 failures, for: 10s } }"
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""
SOUND = f"{BROKEN}policies: {{ calls: {POLICY} }}\n"


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee of a model, and for each caller of a fleet that was read."""
    for side in case.sides:
        loose: dict[str, list[Edge]] = {}
        for edge in side.calls:
            if guarded(side, edge) or passed_on(edge) or edge.source in side.browsers:
                continue
            if side.silent(edge.source) or (not side.wanted and not placed(edge) and guards_some(side, edge.source)):
                yield Unknown((edge.source, edge.target))
            else:
                loose.setdefault(edge.source, []).append(edge)
        for edges in loose.values():
            yield from (_named(side, edge) for edge in edges) if side.wanted else [_seen(side, edges)]


def _named(side: Side, edge: Edge) -> Hit:
    said = side.system is not None and side.system.policies.calls != CallPolicy()
    what = f"{edge.source} calls {edge.target} {_WITHOUT}"
    return Hit(
        (edge.source, edge.target),
        what,
        side.at(edge),
        edit=None if said else Edit(("policies", "calls"), POLICY),
    )


def _seen(side: Side, edges: Sequence[Edge]) -> Hit:
    caller, callees = edges[0].source, [edge.target for edge in edges]
    place, others = side.along(edges, "and this call")
    limits = {ends_by_default(side, edge) for edge in edges}
    limit = next(iter(limits)) if len(limits) == 1 else None
    without = (
        f"with no timeout but its library's {seconds(limit)}, no retry and no circuit breaker" if limit else _WITHOUT
    )
    what = f"{caller} calls {joined(callees)} {without}"
    return Hit((caller, *callees), what, place, related=others, confidence=Confidence.MEDIUM)
