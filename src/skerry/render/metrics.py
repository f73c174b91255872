"""Rate, errors and duration of services and their operations, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from skerry.render.bounded import bounded
from skerry.render.style import Style
from skerry.render.table import Column, table
from skerry.run.telemetry.red import Red

SCHEMA = "skerry-metrics-1"
_HEAD = ("service", "operation", "requests", "failed", "p50", "p95", "p99")


def metrics_text(found: Sequence[Red], width: int, style: Style) -> str:
    """A line for each operation."""
    if not found:
        return "no requests have been measured"
    head = [Column(name, right=at > 1) for at, name in enumerate(_HEAD)]
    rows = [
        [
            each.service,
            f"{each.method} {each.route}".strip() or "(no such path)",
            str(each.requests),
            f"{each.failed}" if each.failed else "",
            *map(_milliseconds, (each.p50, each.p95, each.p99)),
        ]
        for each in found
    ]
    return "\n".join(table(head, rows, width, style))


def metrics_json(found: Sequence[Red], *, limit: int | None, offset: int, fields: tuple[str, ...]) -> str:
    """The same; durations in seconds."""
    rows = [{**asdict(each), "availability": each.availability} for each in found]
    page = bounded(rows, limit, fields, offset)
    shown = {"schema": SCHEMA, "operations": page.rows, **({"bounds": page.bounds()} if page.hidden else {})}
    return json.dumps(shown, indent=2)


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.3g} ms"
