"""What each boundary cuts, and what would stand in its place."""

from __future__ import annotations

from skerry.decompose.proposal import Boundary, Proposal
from skerry.render.anchors import anchor
from skerry.render.decomposition.phrases import counts, heaviest
from skerry.render.html_report.elements import heading, row, service_link, table
from skerry.render.markup import Markup, tag


def boundaries(proposal: Proposal) -> Markup | None:
    """All boundaries, the strongest ties first; the script shows each crossing with its place."""
    if not proposal.boundaries:
        return None
    about = "The strongest ties first. Choose what crosses to see every place in the code."
    rows = [_boundary(each) for each in heaviest(proposal.boundaries)]
    head = ("from", "to", "what crosses", "becomes", "why")
    return Markup(heading("Boundaries", about) + table(head, rows, caption="Boundaries between services"))


def _boundary(boundary: Boundary) -> Markup:
    place = anchor("boundary", boundary.source, boundary.target)
    crossing = tag("a", counts(boundary.counts) or "nothing", href="#" + place)
    becomes = tag("span", boundary.replacement, cls="becomes")
    return row(service_link(boundary.source), service_link(boundary.target), crossing, becomes, boundary.why, id_=place)
