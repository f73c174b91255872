"""A difference as a compiler would print it: each change with its line, what proves it and whom it breaks, then what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.contracts.advice import Bump
from skerry.contracts.change import Change, Level
from skerry.contracts.differences import Differences
from skerry.contracts.fingerprint import fingerprint
from skerry.kernel.finding import finding_of
from skerry.render.contracts.words import consumers, proof
from skerry.render.problems import Canvas, findings_text, quote
from skerry.render.snippet import visible


def text(found: Differences, canvas: Canvas, *, every: bool = False, limit: int | None = None) -> str:
    """The whole answer; safe changes are counted, and shown with `every`."""
    shown = [change for change in ordered(found.changes) if every or change.level is not Level.SAFE]
    blocks = ["\n".join(block(change, canvas)) for change in shown[:limit]]
    problems = findings_text(map(finding_of, found.problems), canvas).rstrip()
    parts = [problems, *blocks, "\n".join(summary(found, len(shown) - len(blocks), canvas))]
    return "\n\n".join(filter(None, parts)) + "\n"


def ordered(changes: Sequence[Change]) -> list[Change]:
    """The worst first."""
    rank = {level: at for at, level in enumerate(Level)}
    return sorted(changes, key=lambda change: rank[change.level])  # stable: the order of the documents within a level


def block(change: Change, canvas: Canvas) -> Iterator[str]:
    """One change."""
    style = canvas.style
    paint = {Level.BREAKING: style.error, Level.DANGEROUS: style.warning}.get(change.level, style.place)
    yield f"{paint(f'{change.level}[{change.rule.id}]')}{style.bold(': ' + visible(change.message))}"
    places = [(span, role) for span, role in ((change.was, "before"), (change.now, "after")) if span]
    gutter = max((len(str(span.line)) for span, _ in places), default=1)
    for span, role in places:
        yield f"{' ' * gutter}{style.place('-->' if role == 'after' or len(places) == 1 else ':::')} {visible(str(span))}  {role}"
        yield from quote(span, gutter, canvas, paint)
    if change.level is not Level.SAFE:
        yield f"{' ' * gutter} {style.place('=')} {style.bold('proof')}: {visible(proof(change))}"
    if whom := consumers(change):
        yield f"{' ' * gutter} {style.place('=')} {style.bold('who')}: {visible(whom)}"
    if change.level is Level.BREAKING:
        yield f"{' ' * gutter} {style.place('=')} {style.bold('fingerprint')}: {fingerprint(change)}"


def summary(found: Differences, hidden: int, canvas: Canvas) -> Iterator[str]:
    """How many there are of each level, and what to do."""
    style = canvas.style
    if not found.changes and not found.accepted:
        if not found.problems:
            yield "nothing has changed"
        return
    counts = ", ".join(f"{found.count(level)} {level}" for level in Level)
    accepted = f", {len(found.accepted)} accepted" if found.accepted else ""
    yield style.bold(counts + accepted) + (f"; {hidden} not shown" if hidden > 0 else "")
    if found.advice.bump is not Bump.NONE:
        yield f"version: {found.advice.bump}; roll-out: {found.advice.order} ({found.advice.why})"
    for phase in found.advice.phases:
        yield f"  {phase.begins}  {phase.name.ljust(8)}  {phase.do}"
