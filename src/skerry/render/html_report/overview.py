"""The first screen: whether to split, why, the key figures, and the context map with its table."""

from __future__ import annotations

from skerry.decompose.proposal import Proposal, Reason
from skerry.render.anchors import anchor
from skerry.render.graph.proposed import graph_of
from skerry.render.graph.svg import figure
from skerry.render.graph.value import Edge, lifted, limited
from skerry.render.html_report.elements import context_link, heading, links, number, reasons, row, table
from skerry.render.markup import Markup, tag

_ANSWERS = {"split": "Split it.", "split a little": "Split it a little.", "keep": "Keep it whole."}
_DRAWN, _LINES = 24, 30  # services and relations: what a person takes in at once


def verdict(proposal: Proposal) -> Markup:
    """The answer as a headline."""
    found = proposal.verdict
    eyebrow = tag("p", f"A proposed decomposition of {proposal.system}", cls="eyebrow")
    if not proposal.services:
        return Markup(eyebrow + tag("h1", "Nothing to cut.") + tag("p", found.sentence, cls="lead"))
    return Markup(
        eyebrow
        + tag("h1", _ANSWERS.get(found.answer, found.answer))
        + tag("p", found.sentence, cls="lead")
        + _figures(proposal)
        + tag("div", _side("For", found.reasons), _side("Against", found.against), _change(proposal), cls="sides")
    )


def context_map(proposal: Proposal) -> Markup | None:
    """The picture, its legend, and the same as a table."""
    if not proposal.services:
        return None
    graph = graph_of(proposal)
    drawn = limited(graph, _DRAWN, _LINES)
    picture = tag(
        "figure",
        tag("div", figure(drawn), cls="canvas", tabindex=0, role="region", aria_label="Context map"),
        tag("figcaption", _legend()),
    )
    rows = [_relation(edge, proposal) for edge in lifted(graph)]
    groups = [_context(group.id, group.kind, proposal) for group in graph.groups]
    about = "An arrow leads from the one that uses to the one that is used. Choose a line or a context to see what it stands on."
    contexts = table(("context", "kind", "services", "#files"), groups, caption="Contexts")
    relations = table(
        ("downstream", "upstream", "patterns", "#crossings", "why"), rows, caption="Relations of contexts"
    )
    tables = tag("details", tag("summary", "The map as tables"), contexts, relations, id="map-tables")
    return Markup(heading("Context map", about) + picture + tables)


def _figures(proposal: Proposal) -> Markup:
    metrics = proposal.metrics
    chosen = next((cut for cut in proposal.alternatives if cut.chosen), None)
    figures = [
        (f"{len(proposal.services):,}", "services"),
        (f"{sum(len(service.units) for service in proposal.services):,}", "files placed"),
        (f"{sum(service.lines for service in proposal.services):,}", "lines"),
        (f"{1 - metrics.icp:.0%}", "of the calls stay inside"),
        (f"{metrics.crossing_transactions} of {metrics.transactions}", "transactions cross"),
    ]
    if chosen:
        figures.append((f"{chosen.stability:.0%}", "of the cut returns when the evidence is shaken"))
    return tag("dl", [tag("div", tag("dt", about), tag("dd", value)) for value, about in figures], cls="figures")


def _side(title: str, arguments: tuple[Reason, ...]) -> Markup | None:
    return tag("div", tag("h3", title), reasons(arguments, "plain")) if arguments else None


def _change(proposal: Proposal) -> Markup | None:
    what = [tag("li", each) for each in proposal.verdict.would_change]
    return tag("div", tag("h3", "Would change it"), tag("ul", what, cls="plain")) if what else None


def _relation(edge: Edge, proposal: Proposal) -> Markup:
    why = [r.why for r in proposal.relations if {r.downstream, r.upstream} == {edge.source, edge.target}]
    names = {service.name for service in proposal.services}
    ends = [end if end in names else context_link(end) for end in (edge.source, edge.target)]
    crossings = number(edge.weight + edge.back)
    return row(
        *ends, ", ".join(edge.patterns), crossings, "; ".join(why), id_=anchor("relation", edge.source, edge.target)
    )


def _context(name: str, kind: str, proposal: Proposal) -> Markup:
    own = [service for service in proposal.services if service.context == name]
    services = links(service.name for service in own)
    return row(name, kind, services, number(sum(len(service.units) for service in own)), id_=anchor("context", name))


def _legend() -> Markup:
    kinds = "Solid: calls, tables and types. Dashed: events, or what should become one. The number counts what crosses."
    letters = "U upstream, D downstream, C/S customer/supplier, CF conformist, ACL anticorruption layer, OHS open host service,"
    return tag("span", f"{kinds} {letters} PL published language, SK shared kernel, P partnership.")
