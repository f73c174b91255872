"""Each service on a card: what it owns, says and does, why it is one, and its files with how surely they belong."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.decompose.proposal import OwnedEntity, Proposal, ProposedService
from skerry.render.anchors import anchor
from skerry.render.decomposition.phrases import counted
from skerry.render.html_report.elements import (
    chips,
    context_link,
    heading,
    meter,
    reasons,
    row,
    service_link,
    table,
    where,
)
from skerry.render.markup import Markup, tag


def services(proposal: Proposal) -> Markup | None:
    """All cards, in the order of the proposal."""
    if not proposal.services:
        return None
    about = (
        "Files with a small margin could as well stand elsewhere: look at those first. Choose a file for its reasons."
    )
    cards = [_card(service, proposal) for service in proposal.services]
    return Markup(heading("Services", about) + tag("div", cards, cls="cards"))


def _card(service: ProposedService, proposal: Proposal) -> Markup:
    sizes = f"{counted(len(service.units), 'file')} · {counted(service.lines, 'line')} · "
    return tag(
        "article",
        tag("h3", service.name),
        tag(
            "p", tag("span", service.kind, cls=f"kind {service.kind}"), " in ", context_link(service.context), cls="of"
        ),
        tag("p", sizes, "stability ", meter(service.stability, "stability"), cls="quiet"),
        chips(service.words[:12]),
        reasons(service.reasons),
        _part("Owns", _entities(service.entities)),
        _part("Endpoints", chips(service.endpoints, "lines")),
        _part("Raises", chips(service.events_out, "lines")),
        _part("Listens to", chips(service.events_in, "lines")),
        _files(service, proposal),
        id=anchor("service", service.name),
    )


def _part(title: str, content: Markup | None) -> Markup | None:
    return tag("div", tag("h4", title), content, cls="part") if content else None


def _entities(entities: Sequence[OwnedEntity]) -> Markup | None:
    items = [
        tag(
            "li", tag("b", each.name), " ", tag("span", each.table, cls="quiet"), " ", where(each.place), _outside(each)
        )
        for each in entities
    ]
    return tag("ul", items, cls="lines") if items else None


def _outside(entity: OwnedEntity) -> Markup | None:
    found = [
        f"{role} from outside by {', '.join(paths[:4])}{f' and {len(paths) - 4} more' if len(paths) > 4 else ''}"
        for role, paths in (("read", entity.outside_readers), ("written", entity.outside_writers))
        if paths
    ]
    return tag("span", "; ".join(found), cls="warning") if found else None


def _files(service: ProposedService, proposal: Proposal) -> Markup:
    rows = [_file(path, proposal) for path in sorted(service.units, key=lambda path: (_margin(path, proposal), path))]
    listed = table(("file", "margin", "second best"), rows, caption=f"Files of {service.name}, the least certain first")
    return tag("details", tag("summary", counted(len(service.units), "file")), listed, cls="files")


def _file(path: str, proposal: Proposal) -> Markup:
    found = proposal.placements.get(path)
    margin = meter(found.margin, "margin") if found else None
    second = service_link(found.second) if found and found.second else None
    return row(tag("code", path), margin, second, data_unit=path)


def _margin(path: str, proposal: Proposal) -> float:
    found = proposal.placements.get(path)
    return found.margin if found else 0.0
