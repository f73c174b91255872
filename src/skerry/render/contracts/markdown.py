"""A difference as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.change import Change, Level
from skerry.contracts.differences import Differences
from skerry.render.contracts.words import consumers, proof

_TITLES = {Level.BREAKING: "Breaking", Level.DANGEROUS: "To be looked at", Level.SAFE: "Compatible"}


def markdown(found: Differences, limit: int | None = None) -> str:
    """Tables by level, the advice, and a changelog to copy."""
    return "\n".join((*tables(found, limit, "Contract changes"), *advised(found))).rstrip() + "\n"


def tables(found: Differences, limit: int | None, heading: str) -> Iterator[str]:
    """The changes by level, and those that were accepted."""
    counts = ", ".join(f"**{found.count(level)}** {level}" for level in Level)
    yield from (f"### {heading}", "", counts if found.changes else "Nothing has changed.", "")
    for problem in found.problems:
        yield f"- `{problem.span}`: {problem.what}"
    for level, title in _TITLES.items():
        rows = [change for change in found.changes if change.level is level]
        if not rows:
            continue
        yield from (
            "",
            f"#### {title}",
            "",
            "| change | rule | place | who | proof |",
            "| --- | --- | --- | --- | --- |",
        )
        yield from map(_row, rows[:limit])
        if limit is not None and len(rows) > limit:
            yield from ("", f"{len(rows) - limit} more are not shown.")
    for change, decision in found.accepted:
        yield from ("", f"Accepted by {decision.owner} until {decision.until}: {change.message} ({decision.reason})")


def advised(found: Differences) -> Iterator[str]:
    """What to do about them."""
    if found.changes:
        yield from ("", f"**Version:** {found.advice.bump}. **Roll-out:** {found.advice.order}: {found.advice.why}.")
    for phase in found.advice.phases:
        yield f"- {phase.begins} **{phase.name}**: {phase.do}"
    if found.advice.changelog:
        yield from ("", "<details><summary>Changelog</summary>", "", found.advice.changelog, "", "</details>")


def _row(change: Change) -> str:
    place = change.now or change.was
    cells = (change.message, f"`{change.rule.id}`", f"`{place}`" if place else "", consumers(change), proof(change))
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
