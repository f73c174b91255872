"""A proposal, or why a file stands where it does, as Markdown for a pull request or a wiki: what a reviewer decides on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from skerry.decompose.proposal import Boundary, Crossing, Proposal, ProposedSaga, ProposedService
from skerry.render.decomposition.phrases import ANSWERS, METRICS, counts, heaviest, metric, place, size, some
from skerry.render.decomposition.why import crossings, stand
from skerry.render.snippet import visible

_MARKS = re.compile(r"([\\`*_\[\]<>|~#])")
_ROWS, _CROSSINGS = 20, 10  # of a list without a limit


def as_markdown(proposal: Proposal, limit: int | None = None) -> str:
    """Summary, contexts, crossings, sagas, phases, alternatives; every list says how much of it is not shown."""
    if not proposal.services:
        return f"## {text(proposal.system)}\n\n{text(proposal.verdict.sentence)}\n"
    rows = _ROWS if limit is None else limit
    parts = (
        _summary(proposal),
        _contexts(proposal, rows),
        _boundaries(proposal, rows),
        _sagas(proposal, rows),
        _phases(proposal, rows),
    )
    sections = [
        "\n".join(lines) for part in (*parts, _alternatives(proposal), _notes(proposal)) if (lines := list(part))
    ]
    return "\n\n".join(sections) + "\n"


def why_markdown(proposal: Proposal, path: str, limit: int | None = None) -> str:
    """All about one path; `path` is one that `candidates` gave."""
    return "\n".join(_why(proposal, path, _CROSSINGS if limit is None else limit)) + "\n"


def text(value: str) -> str:
    """A name or a sentence in which nothing is read as Markdown or HTML."""
    return _MARKS.sub(r"\\\1", " ".join(visible(value).split())).replace("@", "@\u200b")


def code(value: str) -> str:
    """A path or a name of code; between tags where backticks can't hold it."""
    plain = " ".join(visible(value).split())
    return f"<code>{text(plain)}</code>" if not plain or set(plain) & set("|\\`") else f"`{plain}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Headings that begin with `#` stand over numbers."""
    yield f"| {' | '.join(name.removeprefix('#') for name in head)} |"
    yield f"| {' | '.join('---:' if name.startswith('#') else '---' for name in head)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _title(title: str, shown: int, total: int) -> str:
    return f"### {title} ({total:,})" if shown >= total else f"### {title} ({shown:,} of {total:,})"


def _summary(proposal: Proposal) -> Iterator[str]:
    verdict, metrics = proposal.verdict, proposal.metrics
    yield f"## {text(proposal.system)}: {text(ANSWERS.get(verdict.answer, verdict.answer))}"
    yield ""
    yield text(verdict.sentence)
    yield ""
    for side, reasons in (("for", verdict.reasons), ("against", verdict.against)):
        yield from (f"- {side}: {text(reason.text)}" for reason in reasons[:3])
    yield f"- transactions that would cross: {metrics.crossing_transactions} of {metrics.transactions}"


def _contexts(proposal: Proposal, most: int) -> Iterator[str]:
    shown = proposal.services[:most]
    yield _title("Contexts", len(shown), len(proposal.services))
    yield ""
    rows = map(_context, shown)
    yield from _table(("context", "kind", "#files", "#lines", "owns", "words"), rows)


def _context(service: ProposedService) -> tuple[str, ...]:
    owned, words = some([entity.name for entity in service.entities], 5), ", ".join(service.words[:5])
    return code(service.name), service.kind, f"{len(service.units):,}", f"{service.lines:,}", text(owned), text(words)


def _boundaries(proposal: Proposal, most: int) -> Iterator[str]:
    if not proposal.boundaries:
        return
    shown = heaviest(proposal.boundaries)[:most]
    yield _title("Crossings, the strongest ties first", len(shown), len(proposal.boundaries))
    yield ""
    yield from _table(("from", "to", "what crosses", "becomes", "strongest at"), map(_boundary, shown))
    if rest := sum(map(size, proposal.boundaries)) - sum(map(size, shown)):
        yield ""
        yield f"and {rest:,} crossings of weaker boundaries"


def _boundary(boundary: Boundary) -> tuple[str, ...]:
    strongest = max(boundary.crossings, key=lambda crossing: crossing.strength, default=None)
    at = code(place(strongest.source)) if strongest else ""
    return code(boundary.source), code(boundary.target), counts(boundary.counts), boundary.replacement, at


def _sagas(proposal: Proposal, most: int) -> Iterator[str]:
    if not proposal.sagas:
        return
    shown = proposal.sagas[:most]
    yield _title("Transactions that a boundary would tear, as sagas", len(shown), len(proposal.sagas))
    for saga in shown:
        yield ""
        yield f"**{text(saga.name)}** at {code(place(saga.transaction))}"
        yield ""
        yield from _steps(saga)


def _steps(saga: ProposedSaga) -> Iterator[str]:
    for number, step in enumerate(saga.steps, start=1):
        undo = f" (undo: {text(step.compensation)})" if step.compensation else ""
        note = " (no way back from here)" if number == saga.pivot + 1 else undo
        yield f"{number}. {code(step.service)}: {text(step.action)}{note}"


def _phases(proposal: Proposal, most: int) -> Iterator[str]:
    if not proposal.phases:
        return
    yield "### Order of leaving the monolith"
    yield ""
    for number, phase in enumerate(proposal.phases, start=1):
        yield f"{number}. **{text(phase.name)}**: {text(some(phase.services, most))}"
        yield from (f"   {text(why)}" for why in phase.why[:1])


def _alternatives(proposal: Proposal) -> Iterator[str]:
    cuts = proposal.alternatives
    if len(cuts) < 2:
        return
    yield "<details><summary>Alternatives</summary>"
    yield ""
    head = ["", *(f"#{text(cut.name)}" for cut in cuts), "better"]
    rows = [("services", *(str(len(cut.services)) for cut in cuts), "")]
    rows += [(about, *(metric(cut.metrics, field) for cut in cuts), way) for field, _, about, way in METRICS]
    rows += [("stability", *(f"{cut.stability:.2f}" for cut in cuts), "higher")]
    yield from _table(head, rows)
    yield ""
    yield "</details>"


def _notes(proposal: Proposal) -> Iterator[str]:
    yield from (f"- note: {text(note)}" for note in proposal.notes)
    if proposal.evidence:
        yield f"- evidence: {', '.join(proposal.evidence)}"


def _why(proposal: Proposal, path: str, most: int) -> Iterator[str]:
    placement = proposal.placements.get(path)
    if placement is None:
        unplaced = next(each for each in proposal.unplaced if each.path == path)
        yield f"### {code(path)} belongs to no service: {text(unplaced.kind)}"
        yield ""
        yield text(unplaced.why)
        return
    yield f"### {code(path)} belongs to {code(placement.service)}"
    yield ""
    yield text(stand(placement))
    yield ""
    for reason in placement.reasons[:most]:
        at = ", ".join(code(place(where)) for where in reason.places[:3])
        yield f"- {reason.weight:.0%} {reason.family}: {text(reason.text)}" + (f" ({at})" if at else "")
    into, out = crossings(proposal, path)
    yield from _across("Used from other services", into, most)
    yield from _across("Uses of other services", out, most)


def _across(title: str, found: list[tuple[str, Crossing]], most: int) -> Iterator[str]:
    if not found:
        return
    shown = sorted(found, key=lambda each: -each[1].strength)[:most]
    yield ""
    yield _title(title, len(shown), len(found)).replace("###", "####")
    yield ""
    rows = (
        (code(s), each.kind, text(each.what), code(place(each.source)), code(place(each.target))) for s, each in shown
    )
    yield from _table(("service", "kind", "what", "from", "to"), rows)
