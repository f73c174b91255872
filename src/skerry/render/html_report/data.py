"""The data that the page's script reads: reasons of units and places of crossings, each name written once."""

from __future__ import annotations

import json
from typing import Any

from skerry.decompose.proposal import Boundary, Crossing, Place, Placement, Proposal, ProposedService
from skerry.render.decomposition.phrases import counts

_CROSSINGS = 3_000  # in all; what is beyond is counted, and in the JSON output


class _Names:
    """Numbers for strings, in the order in which they are first met."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self.known.setdefault(name, len(self.known))


def data(proposal: Proposal) -> str:
    """JSON in ASCII with no `<` in it, so that nothing in it can end the element that it stands in."""
    names = _Names()
    share = max(10, _CROSSINGS // max(1, len(proposal.boundaries)))
    document: dict[str, Any] = {
        "services": [_service(service) for service in proposal.services],
        "units": [_unit(placement, names) for placement in proposal.placements.values()],
        "boundaries": [_boundary(boundary, share, names) for boundary in proposal.boundaries],
        "relations": [[r.downstream, r.upstream, list(r.patterns), r.why] for r in proposal.relations],
        "cuts": {cut.name: _cut(cut.assignment, names) for cut in proposal.alternatives},
    }
    document["names"] = list(names.known)
    return json.dumps(document, separators=(",", ":")).replace("<", "\\u003c")


def _service(service: ProposedService) -> dict[str, Any]:
    return {
        "name": service.name,
        "context": service.context,
        "words": list(service.words),
        "entities": [entity.name for entity in service.entities],
        "endpoints": list(service.endpoints),
    }


def _unit(placement: Placement, names: _Names) -> list[Any]:
    reasons = [
        [names.number(r.family), names.number(r.text), round(r.weight, 2), [_place(p, names)[:2] for p in r.places[:3]]]
        for r in placement.reasons[:3]
    ]
    second = names.number(placement.second)
    return [names.number(placement.path), names.number(placement.service), second, round(placement.margin, 3), reasons]


def _boundary(boundary: Boundary, share: int, names: _Names) -> dict[str, Any]:
    ordered = sorted(
        boundary.crossings, key=lambda each: (-each.strength, each.kind, each.source.path, each.source.line)
    )
    return {
        "source": boundary.source,
        "target": boundary.target,
        "counts": counts(boundary.counts),
        "becomes": boundary.replacement,
        "why": boundary.why,
        "crossings": [_crossing(each, names) for each in ordered[:share]],
        "hidden": max(0, len(ordered) - share),
    }


def _crossing(crossing: Crossing, names: _Names) -> list[Any]:
    ends = (_place(crossing.source, names), _place(crossing.target, names))
    return [names.number(crossing.kind), names.number(crossing.what), *ends[0], *ends[1]]


def _place(place: Place, names: _Names) -> list[int]:
    inside = place.unit.partition("::")[2]
    return [names.number(place.path), place.line, names.number(inside)]


def _cut(assignment: dict[str, str], names: _Names) -> list[list[int]]:
    return [[names.number(path), names.number(service)] for path, service in assignment.items()]
