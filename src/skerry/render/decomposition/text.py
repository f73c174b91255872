"""The summary of a proposal that a person reads in a minute: the verdict, then services, boundaries, sagas, what next."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skerry.decompose.proposal import Boundary, Proposal, ProposedSaga, Reason
from skerry.render.decomposition.phrases import (
    ANSWERS,
    METRICS,
    counted,
    counts,
    heaviest,
    least_certain,
    metric,
    place,
    size,
    some,
)
from skerry.render.snippet import visible
from skerry.render.style import PLAIN, Style
from skerry.render.table import Column, table


@dataclass(frozen=True, slots=True)
class View:
    """How to show: `limit` bounds each list (None: a limit of the section's own); `root` is named in commands."""

    style: Style = PLAIN
    width: int = 100
    limit: int | None = None
    root: str = "."

    def room(self, usual: int) -> int:
        """How many rows a list may have."""
        return usual if self.limit is None else self.limit


def summary(proposal: Proposal, view: View) -> str:
    """The whole text; every list says how much of it is not shown."""
    if not proposal.services:
        return "\n".join(wrapped(view, f"{proposal.system}: {proposal.verdict.sentence}", rest="")) + "\n"
    sections = (_verdict, _services, _boundaries, _sagas, _phases, _alternatives, _unplaced, _notes, _next)
    shown = ["\n".join(lines) for section in sections if (lines := list(section(proposal, view)))]
    return "\n\n".join(shown) + "\n"


def heading(view: View, title: str, shown: int, total: int) -> str:
    """A section's title with how many there are, and how many are shown if fewer."""
    amount = f"{total:,}" if shown >= total else f"{shown:,} of {total:,}"
    return f"{view.style.bold(title)} {view.style.dim(f'({amount})')}"


def wrapped(view: View, text: str, first: str = "", rest: str = "    ") -> list[str]:
    """The text in lines of the width."""
    return textwrap.wrap(visible(text), view.width, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]


def _verdict(proposal: Proposal, view: View) -> Iterator[str]:
    verdict = proposal.verdict
    answer = ANSWERS.get(verdict.answer, verdict.answer)
    yield f"{view.style.bold(visible(proposal.system))}: {view.style.good(visible(answer))}"
    yield from wrapped(view, verdict.sentence, rest="")
    yield from _arguments(view, "for", verdict.reasons)
    yield from _arguments(view, "against", verdict.against)
    for what in verdict.would_change[: view.room(3)]:
        yield from wrapped(view, f"would change it: {what}", "  ")


def _arguments(view: View, side: str, reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in list(reasons)[: view.room(3)]:
        yield from wrapped(view, reason.text, f"  {side.ljust(7)}  ", " " * 11)


def _services(proposal: Proposal, view: View) -> Iterator[str]:
    services = proposal.services[: view.room(20)]
    yield heading(view, "Services", len(services), len(proposal.services))
    head = (
        Column("name", paint=view.style.place),
        Column("kind"),
        Column("files", right=True),
        Column("lines", right=True),
        Column("owns"),
        Column("words"),
    )
    rows = [
        (s.name, s.kind, f"{len(s.units):,}", f"{s.lines:,}", some([e.name for e in s.entities], 4), " ".join(s.words[:5]))
        for s in services
    ]  # fmt: skip
    yield from table(head, rows, view.width, view.style)


def _boundaries(proposal: Proposal, view: View) -> Iterator[str]:
    boundaries = heaviest(proposal.boundaries)[: view.room(6)]
    if not proposal.boundaries:
        return
    yield heading(view, "Boundaries, the strongest ties first", len(boundaries), len(proposal.boundaries))
    head = (Column("from"), Column("to"), Column("crosses"), Column("becomes", paint=view.style.good))
    yield from table(head, [_boundary(each) for each in boundaries], view.width, view.style)
    hidden = proposal.boundaries if len(boundaries) < len(proposal.boundaries) else ()
    if hidden:
        rest = sum(map(size, hidden)) - sum(map(size, boundaries))
        yield view.style.dim(f"  and {rest:,} crossings of {len(hidden) - len(boundaries)} weaker boundaries")


def _boundary(boundary: Boundary) -> tuple[str, ...]:
    return boundary.source, boundary.target, counts(boundary.counts), boundary.replacement


def _sagas(proposal: Proposal, view: View) -> Iterator[str]:
    if not proposal.sagas:
        return
    sagas = proposal.sagas[: view.room(4)]
    yield heading(view, "Transactions that a boundary would tear, as sagas", len(sagas), len(proposal.sagas))
    for saga in sagas:
        yield f"  {view.style.bold(visible(saga.name))}  {view.style.place(visible(place(saga.transaction)))}"
        yield from _steps(saga, view)


def _steps(saga: ProposedSaga, view: View) -> Iterator[str]:
    head = (Column("", right=True), Column("", paint=view.style.place), Column(""), Column("", paint=view.style.dim))
    rows = []
    shown = saga.steps[: view.room(len(saga.steps))]
    for number, step in enumerate(shown):
        undo = f"undo: {step.compensation}" if step.compensation else ""
        note = "no way back from here" if number == saga.pivot else undo
        rows.append((f"  {number + 1}", step.service, step.action, note))
    yield from table(head, rows, view.width, view.style)
    if more := len(saga.steps) - len(shown):
        yield view.style.dim(f"    and {counted(more, 'more step')}")


def _phases(proposal: Proposal, view: View) -> Iterator[str]:
    if not proposal.phases:
        return
    yield view.style.bold("Order of leaving the monolith")
    for number, phase in enumerate(proposal.phases, start=1):
        yield from wrapped(view, f"{number}  {phase.name}: {some(phase.services, view.room(8))}", "  ", "     ")
        reasons = phase.why[: view.room(4)]
        for why in reasons:
            yield from wrapped(view, why, "     ", "     ")
        if more := len(phase.why) - len(reasons):
            yield view.style.dim(f"     and {counted(more, 'more reason')}")


def _alternatives(proposal: Proposal, view: View) -> Iterator[str]:
    cuts = proposal.alternatives
    if not cuts:
        return
    yield view.style.bold("Alternatives")
    head = [
        Column(""),
        *(Column(cut.name + (" *" if cut.chosen else ""), right=True) for cut in cuts),
        Column("better"),
    ]
    rows = [("services", *(str(len(cut.services)) for cut in cuts), "")]
    rows += [(about, *(metric(cut.metrics, field) for cut in cuts), way) for field, _, about, way in METRICS]
    rows += [("stability", *(f"{cut.stability:.2f}" for cut in cuts), "higher")]
    yield from table(head, rows, view.width, view.style)
    for cut in cuts[: view.room(len(cuts))]:
        yield from wrapped(view, f"{cut.name}{' *' if cut.chosen else ''}: {cut.why}", "  ")


def _unplaced(proposal: Proposal, view: View) -> Iterator[str]:
    if not proposal.unplaced:
        return
    kinds = Counter(each.kind for each in proposal.unplaced)
    shown = proposal.unplaced[: view.room(5)]
    yield heading(view, "In no service", len(shown), len(proposal.unplaced)) + view.style.dim(
        visible(": " + ", ".join(f"{amount:,} {kind}" for kind, amount in kinds.most_common()))
    )
    head = (Column("", paint=view.style.place), Column(""), Column(""))
    yield from table(head, [(each.path, each.kind, each.why) for each in shown], view.width, view.style)


def _notes(proposal: Proposal, view: View) -> Iterator[str]:
    for note in proposal.notes[: view.room(8)]:
        yield from wrapped(view, note, f"{view.style.warning('note')}  ", "      ")
    if proposal.evidence:
        yield from wrapped(view, f"evidence: {', '.join(proposal.evidence)}", rest="  ")


def _next(proposal: Proposal, view: View) -> Iterator[str]:
    root = shlex.quote(view.root)
    unit = least_certain(proposal)
    commands = [(f"skerry graph {root} --as svg --out map.svg", "the context map as a picture")]
    if unit:
        commands.insert(0, (f"skerry why {shlex.quote(unit)} --on {root}", "the least certain unit"))
    yield view.style.bold("Next")
    yield from table((Column("", paint=view.style.place), Column("", paint=view.style.dim)), commands, view.width)
