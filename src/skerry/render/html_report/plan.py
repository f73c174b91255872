"""How the change would go: sagas in lanes, and the order in which services leave."""

from __future__ import annotations

from skerry.decompose.proposal import Proposal, ProposedSaga, ProposedStep
from skerry.render.anchors import anchor
from skerry.render.html_report.elements import heading, links, service_link, where
from skerry.render.markup import Markup, tag


def sagas(proposal: Proposal) -> Markup | None:
    """Each saga as a table: services are the lanes, steps the columns."""
    if not proposal.sagas:
        return None
    about = "Transactions that a boundary would tear. Each step has what undoes it, until the one after which there is no way back."
    return Markup(heading("Sagas", about) + "".join(_saga(saga) for saga in proposal.sagas))


def phases(proposal: Proposal) -> Markup | None:
    """The strangler fig's steps."""
    if not proposal.phases:
        return None
    about = "In which order the services leave the monolith, and why then."
    items = [
        tag(
            "li",
            tag("h3", phase.name),
            tag("p", links(phase.services)),
            [tag("p", why, cls="quiet") for why in phase.why],
        )
        for phase in proposal.phases
    ]
    return Markup(heading("Phases", about) + tag("ol", items, cls="phases"))


def _saga(saga: ProposedSaga) -> Markup:
    lanes = dict.fromkeys(step.service for step in saga.steps)
    head = [tag("th", _column(number, saga), scope="col") for number in range(len(saga.steps))]
    rows = [tag("tr", tag("th", service_link(lane), scope="row"), _lane(lane, saga)) for lane in lanes]
    whole = tag("table", tag("caption", f"Steps of {saga.name}"), tag("tr", tag("td"), head), rows, cls="lanes")
    about = tag("p", saga.why, " ", where(saga.transaction), cls="quiet")
    scroll = tag("div", whole, cls="scroll", tabindex=0, role="region", aria_label=f"Steps of {saga.name}")
    return tag("article", tag("h3", saga.name), about, scroll, id=anchor("saga", saga.name))


def _column(number: int, saga: ProposedSaga) -> list[Markup | str]:
    pivot = tag("span", "no way back", cls="pivot") if number == saga.pivot else ""
    return [str(number + 1), " ", pivot]


def _lane(lane: str, saga: ProposedSaga) -> list[Markup]:
    return [tag("td", _step(step) if step.service == lane else None) for step in saga.steps]


def _step(step: ProposedStep) -> Markup:
    undo = tag("p", "undo: ", step.compensation, cls="undo") if step.compensation else None
    owned = tag("p", ", ".join(step.entities), cls="quiet") if step.entities else None
    return tag("div", tag("p", step.action), owned, undo, where(step.place), cls="step")
