"""What possible edges make of a rule: an edge that is less likely there than not is no reason for a finding, and none against it.

A rule is asked twice, of the edges that are believed and as if the possible ones were there too. What only one of the two says is decided
by a possible edge, so nobody knows it: no finding, but unknown, with where the edge was seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from skerry.facts.fleet import Edge, Fleet
from skerry.kernel.span import Span
from skerry.rules.hit import Hit, Unknown


def weigh(hits: Sequence[Hit], supposed: Sequence[Hit], fleet: Fleet) -> tuple[list[Hit], list[Unknown]]:
    """The findings that stand either way, and what possible edges of the fleet would decide.

    A finding about more of the same (a circle, or the calls of a service, with one more member) leaves that about less standing.
    """
    there, then = {frozenset(hit.subject) for hit in hits}, {frozenset(hit.subject) for hit in supposed}
    stands = [hit for hit in hits if any(frozenset(hit.subject) <= subject for subject in then)]
    doubtful = {hit.subject for hit in hits} - {hit.subject for hit in stands}
    doubtful |= {hit.subject for hit in supposed if frozenset(hit.subject) not in there}
    return stands, [_unknown(subject, fleet) for subject in sorted(doubtful)]


def _unknown(subject: tuple[str, ...], fleet: Fleet) -> Unknown:
    possible = [edge for edge in fleet.edges if not edge.believed]
    names = set(subject)
    near = sorted(possible, key=lambda edge: -((edge.source in names) + (edge.target in names)))[0]
    return Unknown(subject, _place(near, fleet), f"it hangs on whether {near.source} calls {near.target}")


def _place(edge: Edge, fleet: Fleet) -> Span:
    best = max(edge.evidence, key=lambda witness: witness.strength, default=None)
    if best is None:
        return Span(fleet.root or ".")
    return Span(best.path if fleet.root in {"", "."} else f"{fleet.root}/{best.path}", best.line)
