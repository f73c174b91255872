"""The difference of a whole model: text, JSON (`skerry/diff/1`), Markdown, and findings at places that exist now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from skerry.contracts.change import Change, Level
from skerry.contracts.differences import ModelDifferences
from skerry.kernel.finding import Finding, finding_of
from skerry.kernel.span import Span
from skerry.render.bounded import bounded
from skerry.render.contracts.as_json import document
from skerry.render.contracts.findings import finding
from skerry.render.contracts.markdown import advised, tables
from skerry.render.contracts.text import block, ordered, summary
from skerry.render.problems import Canvas, findings_text


def text(found: ModelDifferences, canvas: Canvas, *, every: bool = False, limit: int | None = None) -> str:
    """The architecture, then its contracts; safe changes are counted, and shown with `every`."""
    parts = [findings_text(map(finding_of, found.problems), canvas).rstrip()]
    hidden = 0
    for title, part in (("Architecture", found.architecture), ("Contracts", found.contracts)):
        shown = [change for change in ordered(part.changes) if every or change.level is not Level.SAFE]
        hidden += len(shown[limit:]) if limit is not None else 0
        blocks = ["\n".join(block(change, canvas)) for change in shown[:limit]]
        if blocks:
            parts += [canvas.style.bold(f"{title}: {found.before} → {found.after}"), *blocks]
    parts.append("\n".join(summary(found.whole, hidden, canvas)))
    return "\n\n".join(filter(None, parts)) + "\n"


def as_json(found: ModelDifferences, limit: int | None = None, fields: Sequence[str] = (), offset: int = 0) -> str:
    """The stable shape that agents and scripts read."""
    whole = document(found.whole)
    shown: dict[str, Any] = {
        "schema": "skerry/diff/1",
        "before": found.before,
        "after": found.after,
        "breaking": found.breaking,
        "counts": {
            name: {str(level): part.count(level) for level in Level}
            for name, part in (("architecture", found.architecture), ("contracts", found.contracts))
        },
    }
    for name, part in (("changes", found.architecture), ("contracts", found.contracts)):
        page = bounded(document(part)["changes"], limit, fields, offset)
        shown[name] = page.rows
        if page.hidden:
            shown.setdefault("bounds", {})[name] = page.bounds()
    return json.dumps(
        shown | {key: whole[key] for key in ("accepted", "advice", "problems")}, indent=2, ensure_ascii=False
    )


def as_markdown(found: ModelDifferences, limit: int | None = None) -> str:
    """A comment on a pull request: tables of both, then the advice and a changelog."""
    architecture = replace(found.architecture, problems=found.problems)
    lines = [*tables(architecture, limit, "Architecture changes")]
    if found.contracts.changes or found.contracts.accepted:
        lines += ["", *tables(found.contracts, limit, "Contract changes")]
    return "\n".join((*lines, *advised(found.whole))).rstrip() + "\n"


def findings(found: ModelDifferences, limit: int | None = None) -> Iterator[Finding]:
    """Problems and changes; what is gone stands nowhere now, so its file is named."""
    yield from map(finding_of, found.problems)
    for part in (found.architecture, found.contracts):
        yield from (finding(_located(change)) for change in part.changes[:limit])


def _located(change: Change) -> Change:
    if change.now or not change.was:
        return change
    path = change.was.path.rpartition(":")[2]
    return replace(change, was=Span(path))
