"""Services that can only live together.

Why: A distributed monolith has the costs of both worlds: the network, the deployments and the partial failures of services, and the
coupling of a monolith. Nothing can be changed, deployed or scaled alone.

Instead: Join what always changes together, give each service its own data, and let them tell one another what happened in place of
asking. If most of them have to be changed together, one deployable with modules is the better system: `skerry decompose` says where its
seams are.

When: At least three of these: four fifths or more of the interactions are synchronous and the mean chain has three calls or more;
services call one another in a circle; several share a table or database; a third or more of them is reached by a change of the average
service; they have to be started in an order; half or more use a library of the domain in common.

Source: Specification, common mistakes (distributed monolith); Newman, Monolith to Microservices, 2019, ch. 1; MacCormack et al.,
Exploring the Structure of Complex Software Designs, Management Science 52(7), 2006 (propagation cost).
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from skerry.facts.sharing import sharings
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import circles, longest, reached
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.ERROR, Needs.FLEET, spec=("Distributed monolith", "Keep services loosely coupled, highly cohesive")
)
SOUND = """
contexts: { shop: {} }
services:
  s1-service: { context: shop, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop, calls: [s5-service] }
  s5-service: { context: shop }
"""
BROKEN = """
contexts: { shop: {} }
services:
  s1-service: { context: shop, stores: { main: { postgres: shop } }, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop, calls: [s5-service] }
  s5-service: { context: shop, calls: [s1-service], stores: { main: { postgres: shop } } }
"""


FEWEST = 4  # services
ENOUGH = 3  # signs
SYNCHRONOUS = 0.8
DEPTH = 3.0
PROPAGATION = 0.35


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    for side in case.sides:
        if len(side.services) < FEWEST:
            continue
        signs = [
            sign
            for sign in (_waiting(side), _circle(side), _data(side), _spread(side), _order(side), _library(side))
            if sign
        ]
        if len(signs) >= ENOUGH:
            yield Hit(
                ("fleet",),
                f"these {len(side.services)} services can only live together: {'; '.join(signs)}",
                side.whole,
            )


def _waiting(side: Side) -> str:
    told = {(each.producer, each.consumer) for each in side.fleet.deliveries}
    calls = len(side.inner)
    depths = [len(way) - 1 for way in longest(side.callees).values() if len(way) > 1]
    if calls and calls / (calls + len(told)) >= SYNCHRONOUS and depths and fmean(depths) >= DEPTH:
        return f"{calls} of {calls + len(told)} interactions are waited for, in chains of {fmean(depths):.1f} calls in the mean"
    return ""


def _circle(side: Side) -> str:
    found = circles(side.callees)
    return f"{', '.join(found[0][:4])} call one another in a circle" if found else ""


def _data(side: Side) -> str:
    shared = [each.nodes for each in sharings(side.fleet) if each.grade == "violation"]
    if side.wanted:  # where a store is named by two services, both mean to write it
        named: dict[str, list[str]] = {}
        for holding in side.fleet.holdings:
            named.setdefault(holding.server, []).append(holding.node)
        shared = [tuple(dict.fromkeys(nodes)) for nodes in named.values() if len(set(nodes)) > 1]
    return f"{', '.join(shared[0][:4])} share data" if shared else ""


def _spread(side: Side) -> str:
    count = len(side.services)
    cost = sum(reached(side.callees).values()) / (count * (count - 1))
    return f"the average service reaches {cost:.0%} of the others" if cost > PROPAGATION else ""


def _order(side: Side) -> str:
    ours = {node.name for node in side.services}
    waits = {
        edge.source
        for edge in side.fleet.edges
        if edge.source in ours and edge.target in ours and any(each.reader == "depends_on" for each in edge.evidence)
    }
    return f"{len(waits)} wait for others to start" if len(waits) * 2 >= len(ours) else ""


def _library(side: Side) -> str:
    users = {node.name for node in side.services if any(side.fleet.traits_of(node.name, "shares-library"))}
    return f"{len(users)} use a library in common" if len(users) * 2 >= len(side.services) else ""
