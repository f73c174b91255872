"""Why a unit stands where it does: the services that want it, the reasons with places, and what crosses around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from skerry.decompose.proposal import Crossing, Placement, Proposal, Reason, Unplaced
from skerry.kernel.words import nearest
from skerry.render.decomposition.phrases import place
from skerry.render.decomposition.text import View, heading, wrapped
from skerry.render.snippet import visible
from skerry.render.table import Column, table


def candidates(proposal: Proposal, unit: str) -> list[str]:
    """The paths that `unit` can mean: itself, or those that end with it; a qualified name means its file."""
    path = unit.split("::", 1)[0].removeprefix("./").replace("\\", "/")
    known = [*proposal.placements, *(each.path for each in proposal.unplaced)]
    if path in known:
        return [path]
    return sorted(each for each in known if each.endswith("/" + path))


def inside(proposal: Proposal, folder: str) -> list[str]:
    """The paths in a folder, in their order."""
    start = folder.removeprefix("./").replace("\\", "/").strip("/") + "/"
    known = [*proposal.placements, *(each.path for each in proposal.unplaced)]
    return sorted(path for path in known if path.startswith(start))


def nearest_unit(proposal: Proposal, unit: str) -> str:
    """The path most like `unit`, or ''."""
    return nearest(unit, [*proposal.placements, *(each.path for each in proposal.unplaced)])


def why_json(proposal: Proposal, path: str) -> dict[str, Any]:
    """All about one path as JSON values (`skerry/why/1`)."""
    placement = proposal.placements.get(path)
    document: dict[str, Any] = {"schema": "skerry/why/1", "unit": path}
    if placement is None:
        return {**document, "unplaced": next((asdict(u) for u in proposal.unplaced if u.path == path), None)}
    into, out = crossings(proposal, path)
    return {
        **document,
        "placement": asdict(placement),
        "used_by": [{"service": service, **asdict(each)} for service, each in into],
        "uses": [{"service": service, **asdict(each)} for service, each in out],
    }


def why(proposal: Proposal, path: str, view: View) -> str:
    """All about one path as text; `path` is one that `candidates` gave."""
    placement = proposal.placements.get(path)
    if placement is not None:
        return "\n".join(_placed(proposal, placement, view)) + "\n"
    unplaced = next(each for each in proposal.unplaced if each.path == path)
    return "\n".join(_unplaced(unplaced, view)) + "\n"


def crossings(proposal: Proposal, path: str) -> tuple[list[tuple[str, Crossing]], list[tuple[str, Crossing]]]:
    """What uses `path` from other services, and what it uses of them, each with the other service."""
    into = [(b.source, c) for b in proposal.boundaries for c in b.crossings if c.target.path == path]
    out = [(b.target, c) for b in proposal.boundaries for c in b.crossings if c.source.path == path]
    return into, out


def _placed(proposal: Proposal, placement: Placement, view: View) -> Iterator[str]:
    style = view.style
    yield f"{style.bold(visible(placement.path))} belongs to {style.good(visible(placement.service))}"
    yield from wrapped(view, stand(placement), "  ", "  ")
    yield ""
    yield heading(view, "Because", min(3, len(placement.reasons)), len(placement.reasons))
    for reason in placement.reasons[: view.room(3)]:
        yield from _reason(reason, view)
    into, out = crossings(proposal, placement.path)
    yield from _across("Used from other services", into, view)
    yield from _across("Uses of other services", out, view)


def stand(placement: Placement) -> str:
    """How clearly a unit is where it is."""
    if not placement.second:
        return "no other service wants it"
    how = "clearly" if placement.margin >= 0.3 else "narrowly" if placement.margin < 0.1 else "by some way"
    return f"{how} ahead of {placement.second}, by {placement.margin:.2f} of 1"


def _reason(reason: Reason, view: View) -> Iterator[str]:
    yield from wrapped(view, reason.text, f"  {reason.weight:4.0%}  {reason.family.ljust(10)}  ", " " * 20)
    for where in reason.places[: view.room(3)]:
        yield " " * 20 + view.style.place(visible(place(where)))


def _across(title: str, found: list[tuple[str, Crossing]], view: View) -> Iterator[str]:
    if not found:
        return
    shown = sorted(found, key=lambda each: -each[1].strength)[: view.room(10)]
    yield ""
    yield heading(view, title, len(shown), len(found))
    head = (Column("service", paint=view.style.place), Column("kind"), Column("what"), Column("from"), Column("to"))
    yield from table(head, list(_rows(shown)), view.width, view.style)


def _rows(found: Iterable[tuple[str, Crossing]]) -> Iterator[tuple[str, ...]]:
    for service, each in found:
        yield service, each.kind, each.what, place(each.source), place(each.target)


def _unplaced(unplaced: Unplaced, view: View) -> Iterator[str]:
    yield f"{view.style.bold(visible(unplaced.path))} belongs to no service: {visible(unplaced.kind)}"
    yield from wrapped(view, unplaced.why, "  ", "  ")
    if unplaced.used_by:
        yield from wrapped(view, f"used by {', '.join(unplaced.used_by)}", "  ", "  ")
