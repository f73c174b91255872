"""A call waits without an end.

Why: A callee that hangs holds the caller's threads, connections and memory until the caller hangs too. Most libraries wait for
minutes, or for ever, if nobody says otherwise.

Instead: Say how long each call may wait: a little more than the callee's 99th percentile, and less than its own caller waits. In
a model write `policies: { calls: { timeout: 500ms } }`, and what differs beside the call.

When: No timeout is known for a synchronous call, neither of the call nor of all calls of the caller, though other guards are:
where there is none at all, see `ignored-network-failure`. A client whose library ends calls unless it is told otherwise (.NET's
HttpClient after 100 s, OpenFeign after 60 s, OkHttp after 10 s, httpx after 5 s …) does not wait for ever, nor does a reverse proxy.
Where the caller's code was not read, or only its settings tell of the call, it is unknown.

Source: Nygard, Release It!, 2nd edition, 2018, §5.1 (timeouts); Neri et al., Design principles, architectural smells and
refactorings for microservices, 2020 (wobbly service interaction).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge
from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.guards import ends_by_default, guarded, passed_on, placed
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Ignoring network failures",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
policies: { calls: { timeout: 500ms } }
"""
BROKEN = SOUND.replace("timeout: 500ms", "breaker: { after: 5 failures }")

# Breakers that end a call by themselves unless they are told otherwise.
_ENDING = frozenset(["hystrix", "hystrix-go", "polly"])


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        for edge in side.calls:
            subject = (edge.source, edge.target)
            if side.fleet.has(edge.source, "times-out", edge.target) or _by_breaker(side, edge) or passed_on(edge):
                continue
            if side.silent(edge.source) or not (side.wanted or placed(edge)):
                yield Unknown(subject)
                continue
            if not guarded(side, edge) or ends_by_default(side, edge):
                continue
            yield Hit(
                subject,
                f"{edge.source} calls {edge.target} and waits as long as it takes",
                side.at(edge),
                confidence=None if side.wanted else Confidence.MEDIUM,
                edit=Edit(("policies", "calls", "timeout"), "1s") if side.wanted else None,
            )


def _by_breaker(side: Side, edge: Edge) -> bool:
    """Whether the breaker ends calls by itself: Hystrix after 1 s, .NET's standard handler after 10 s."""
    breakers = side.fleet.traits_of(edge.source, "breaks-circuit")
    return any(trait.other in {"", edge.target} and trait.value in _ENDING for trait in breakers)
