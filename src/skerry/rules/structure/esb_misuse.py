"""One service through which everything goes.

Why: It knows everybody's messages and rules, so it changes with each of them: the services are simple, and all the difficulty is
in the middle, in one team's hands and in one place that can fail.

Instead: Let services hear one another's events and call one another; keep in the middle what carries messages and knows nothing
of them.

When: In a system of at least 5 services one that is no gateway exchanges calls or events with more than two thirds of the others,
about as many ways in as out (a ratio from ½ to 2), and keeps no data of its own.

Source: Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (ESB usage); Fowler and Lewis, Microservices, 2014 (smart endpoints and
dumb pipes).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    Confidence.MEDIUM,
    spec=("Keep services loosely coupled, highly cohesive", "God service"),
)
LEAST, SHARE = 5, 2 / 3
_IN = "".join(f"  in{n}-service: {{ context: sales, calls: [hub-service] }}\n" for n in range(1, 4))
_OUT = "".join(f"  out{n}-service: {{ context: sales }}\n" for n in range(1, 4))
BROKEN = (
    f"contexts: {{ sales: {{}} }}\nservices:\n{_IN}{_OUT}"
    "  hub-service: { context: sales, calls: [out1-service, out2-service, out3-service] }\n"
)
SOUND = BROKEN.replace("calls: [out1-service, out2-service, out3-service]", "calls: [out1-service]")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service in the middle."""
    for side in case.sides:
        others = len(side.services) - 1
        if others + 1 < LEAST:
            continue
        into, out = _ways(side)
        keepers = {holding.node for holding in side.fleet.holdings}
        for node in side.services:
            if node.name in keepers:
                continue
            before, behind = into.get(node.name, set()), out.get(node.name, set())
            balanced = before and behind and 0.5 <= len(before) / len(behind) <= 2
            if balanced and len(before | behind) > SHARE * others:
                what = f"{node.name} stands between {len(before)} services before it and {len(behind)} behind it, of {others} others"
                yield Hit((node.name,), what, side.at(node))


def _ways(side: Side) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """For each service those that call it or whose events it hears, and those that it calls or that hear its events."""
    pairs = {(edge.source, edge.target) for edge in side.inner}
    ours = {node.name for node in side.services}
    told: dict[str, set[str]] = {}
    heard: dict[str, set[str]] = {}
    for channel in side.fleet.channels:
        if channel.node in ours:
            (told if channel.direction == "send" else heard).setdefault(channel.topic, set()).add(channel.node)
    pairs |= {
        (sender, hearer) for topic, senders in told.items() for sender in senders for hearer in heard.get(topic, ())
    }
    into: dict[str, set[str]] = {}
    out: dict[str, set[str]] = {}
    for source, target in pairs:
        if source != target:
            into.setdefault(target, set()).add(source)
            out.setdefault(source, set()).add(target)
    return into, out
