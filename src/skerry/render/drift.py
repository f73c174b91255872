"""What has drifted: a list for people, JSON (`skerry/drift/1`), and findings for all formats that show those."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from skerry.facts.fleet import Witness
from skerry.kernel.finding import Confidence, Finding, finding_of
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.kernel.words import counted
from skerry.render.bounded import bounded
from skerry.render.fleet import place
from skerry.render.problems import Canvas, findings_text
from skerry.render.snippet import visible
from skerry.rules.drift import Difference, Drift, Kind
from skerry.rules.drift.problems import OF_KIND

_MOST_PLACES = 3
_MARKS = {Kind.MISSING: "-", Kind.UNEXPECTED: "+"}


def text(found: Drift, canvas: Canvas, limit: int | None = None) -> str:
    """The differences, each with where it is declared and where it was seen; notes at the end."""
    parts = [findings_text(map(finding_of, found.problems), canvas).rstrip()]
    if found.known:
        parts += ["\n".join(_block(row, canvas)) for row in found.differences[:limit]]
        parts.append(_summary(found, limit))
    return "\n\n".join(filter(None, parts))


def _block(row: Difference, canvas: Canvas) -> Iterator[str]:
    mark = "?" if row.note else _MARKS.get(row.kind, "~")
    paint = canvas.style.dim if row.note else canvas.style.warning
    yield f"{paint(mark)} {canvas.style.bold(visible(row.message))}"
    for name, witnesses in (("declared", row.declared), (", ".join(row.planes), row.seen)):
        if witnesses:
            yield f"    {name}  {canvas.style.place(visible(_places(witnesses)))}"
    for consequence in row.also:
        yield canvas.style.dim(f"    so {visible(consequence)}")


def _places(witnesses: Sequence[Witness]) -> str:
    shown = ", ".join(str(_span(witness)) for witness in witnesses[:_MOST_PLACES])
    return f"{shown} and {len(witnesses) - _MOST_PLACES} more" if len(witnesses) > _MOST_PLACES else shown


def _summary(found: Drift, limit: int | None) -> str:
    compared = f"between {found.wanted} and {' and '.join(found.found)}"
    hidden = len(found.differences[limit:]) if limit is not None else 0
    more = f"; {hidden} of these are not shown" if hidden else ""
    notes = f", {counted(len(found.notes), 'note')}" if found.notes else ""
    if not found.sure:
        return f"no drift {compared}{notes}{more}"
    return f"{counted(len(found.sure), 'difference')} {compared}: {found.share:.1%} of what they say{notes}{more}"


def as_json(found: Drift, limit: int | None = None, fields: Sequence[str] = (), offset: int = 0) -> str:
    """The stable shape that agents and scripts read."""
    page = bounded([_row(row) for row in found.differences], limit, fields, offset)
    document: dict[str, Any] = {
        "schema": "skerry/drift/1",
        "wanted": found.wanted,
        "found": list(found.found),
        "drifted": bool(found.sure),
        "share": round(found.share, 4),
        "counts": dict(sorted(Counter(str(row.kind) for row in found.sure).items())),
        "differences": page.rows,
        "problems": [{"code": each.code.id, "message": each.what, "path": each.span.path} for each in found.problems],
    }
    if page.hidden:
        document["bounds"] = {"differences": page.bounds()}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _row(row: Difference) -> dict[str, Any]:
    return {
        "kind": str(row.kind), "what": row.what, "about": row.about, "message": row.message, "wanted": row.wanted, "found": row.found,
        "note": row.note, "planes": list(row.planes), "declared": [place(each) for each in row.declared],
        "seen": [place(each) for each in row.seen], "also": list(row.also),
    }  # fmt: skip


def findings(found: Drift, limit: int | None = None) -> Iterator[Finding]:
    """Problems and differences. What was found stands where it was seen, what was not where it is declared."""
    yield from map(finding_of, found.problems)
    for row in found.differences[:limit]:
        places = [(_span(each), "seen here") for each in row.seen] + [
            (_span(each), "declared here") for each in row.declared
        ]
        code = OF_KIND[row.kind]
        yield Finding(
            code.id, Severity.NOTE if row.note else code.severity, row.message, places[0][0] if places else Span("."),
            Confidence.LOW if row.note else Confidence.HIGH, why="; ".join(row.also), related=tuple(places[1 : 1 + _MOST_PLACES]),
        )  # fmt: skip


def _span(witness: Witness) -> Span:
    return Span(witness.path, witness.line)
