"""Traces as trees of text: each span with its service, how long after the beginning it began, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.render.snippet import visible
from skerry.render.style import Style
from skerry.run.telemetry.received import Span
from skerry.run.telemetry.tree import Branch

_SHOWN = {"client": "→", "server": "", "producer": "⇢", "consumer": "⇠", "internal": ""}


def trace_text(roots: Sequence[Branch], style: Style, indent: int = 0) -> str:
    """The trees; a call and what answers it are one line where nothing lies between."""
    rows = [row for root in roots for row in _rows(root, "", "")]
    if not rows:
        return " " * indent + "no spans have arrived"
    width = max(len(left) for left, _ in rows)
    lines = [f"{left.ljust(width)}  {_numbers(branch, style)}" for left, branch in rows]
    services = len(frozenset().union(*(root.services for root in roots)))
    took = max(branch.after + branch.took for _, branch in rows)
    head = style.dim(f"trace {roots[0].span.trace}: {len(rows)} spans, {services} services, {took:.0f} ms")
    return "\n".join(" " * indent + line for line in [head, *lines])


def traces_text(spans: Sequence[Span], style: Style) -> str:
    """A line for each trace: its id, its root, how long that took."""
    if not spans:
        return "no traces have arrived"
    return "\n".join(
        f"{style.place(span.trace)}  {visible(span.service)} {visible(span.name)}  {(span.end - span.start) / 1e6:.1f} ms"
        for span in spans
    )


def _rows(branch: Branch, lead: str, below: str) -> Iterator[tuple[str, Branch]]:
    span = branch.span
    sign = _SHOWN.get(span.kind, "")
    name = f"{sign} {visible(span.name)}".strip()
    yield f"{lead}{visible(span.service)}  {name}", branch
    for at, inner in enumerate(branch.branches):
        last = at == len(branch.branches) - 1
        yield from _rows(inner, f"{below}{'└─ ' if last else '├─ '}", f"{below}{'   ' if last else '│  '}")


def _numbers(branch: Branch, style: Style) -> str:
    text = f"{branch.after:7.1f} +{branch.took:.1f} ms"
    return f"{text}  {style.error('error')}" if branch.span.status == "error" else style.dim(text)
