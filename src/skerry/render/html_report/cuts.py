"""The same system cut finer and coarser: a table of measures, and the services of each cut."""

from __future__ import annotations

from collections import Counter

from skerry.decompose.proposal import Alternative, Proposal
from skerry.render.anchors import anchor
from skerry.render.decomposition.phrases import METRICS, counted, metric
from skerry.render.html_report.elements import heading, table
from skerry.render.markup import Markup, tag

_MOVES = 8  # groups of files that are listed


def cuts(proposal: Proposal) -> Markup | None:
    """The comparison, then each cut; the script shows one at a time."""
    found = proposal.alternatives
    if not found:
        return None
    about = "No single figure decides. The proposed cut is marked; the best value of each line is bold."
    shown = tag("div", [_cut(cut, proposal) for cut in found], id="cuts")
    return Markup(heading("Alternatives", about) + _compared(found) + shown)


def _compared(found: tuple[Alternative, ...]) -> Markup:
    rows = [_line("services", "", [str(len(cut.services)) for cut in found], [])]
    for field, short, about, better in METRICS:
        values = [float(getattr(cut.metrics, field)) for cut in found]
        title = about if short in about else f"{about} ({short})"
        rows.append(_line(title, better, [metric(cut.metrics, field) for cut in found], _best(values, better)))
    steady = [cut.stability for cut in found]
    rows.append(_line("stability", "higher", [f"{value:.2f}" for value in steady], _best(steady, "higher")))
    head = ("", *(f"#{cut.name}{' (proposed)' if cut.chosen else ''}" for cut in found), "better")
    return table(head, rows, caption="Measures of the cuts", cls="compare")


def _line(title: str, better: str, values: list[str], best: list[int]) -> Markup:
    cells = [tag("td", tag("b", v) if i in best else v, cls="number") for i, v in enumerate(values)]
    return tag("tr", tag("th", title, scope="row"), cells, tag("td", better, cls="quiet"))


def _best(values: list[float], better: str) -> list[int]:
    """Where the best values are; nowhere if all are the same."""
    if len(set(values)) == 1:
        return []
    wanted = max(values) if better == "higher" else min(values)
    return [i for i, value in enumerate(values) if value == wanted]


def _cut(cut: Alternative, proposal: Proposal) -> Markup:
    largest = max((units for _, units in cut.services), default=1)
    rows = [
        tag("li", tag("a", name, href="#" + anchor("cut", cut.name, name)), _bar(units, largest), f"{units:,}")
        for name, units in cut.services
    ]
    moves = None if cut.chosen else _moves(cut, proposal)
    title = tag("h3", cut.name, " (proposed)" if cut.chosen else "")
    return tag("article", title, tag("p", cut.why), tag("ul", rows, cls="bars"), moves, cls="cut", data_cut=cut.name)


def _bar(units: int, largest: int) -> Markup:
    width = max(1.0, 100 * units / max(largest, 1))
    rect = tag("rect", width=width, height=8)
    return tag("svg", rect, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")


def _moves(cut: Alternative, proposal: Proposal) -> Markup | None:
    chosen = next((each.assignment for each in proposal.alternatives if each.chosen), {})
    moved = Counter(
        (chosen[path], service) for path, service in cut.assignment.items() if chosen.get(path, service) != service
    )
    items = [
        tag("li", f"{counted(units, 'file')} of {old} in {new}")
        for (old, new), units in sorted(moved.items(), key=lambda each: (-each[1], each[0]))
    ]
    more = tag("li", f"and {len(items) - _MOVES} more groups") if len(items) > _MOVES else None
    if not items:
        return None
    return tag("div", tag("h4", "Other than in the proposed cut"), tag("ul", items[:_MOVES], more, cls="lines"))
