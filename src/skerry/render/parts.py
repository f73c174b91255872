"""The parts of a running system, as a table and as JSON."""

from __future__ import annotations

import json
from time import time
from typing import Any

from skerry.render.bounded import bounded
from skerry.render.snippet import visible
from skerry.render.style import Style

SCHEMA = "skerry-ps-1"
_COLUMNS = ("name", "state", "since", "pid", "deaths", "memory", "slo", "url")


def parts_text(found: dict[str, Any], style: Style) -> str:
    """A line for each part."""
    rows = [[_cell(part, column) for column in _COLUMNS] for part in found["parts"]]
    widths = [max(len(row[at]) for row in [list(_COLUMNS), *rows]) for at in range(len(_COLUMNS))]
    lines = [style.dim("  ".join(name.ljust(width) for name, width in zip(_COLUMNS, widths, strict=True)).rstrip())]
    for part, row in zip(found["parts"], rows, strict=True):
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        well = part["state"] == "ready" and all(each["kept"] is not False for each in part["slo"])
        lines.append(text if well else style.warning(text))
        if part["why"]:
            lines.append(f"  {visible(part['why'])}")
        lines += [f"  | {visible(line)}" for line in part["tail"]]
    if found["memory"]:
        lines.append(style.dim(f"{found['memory'] / 1e6:.0f} MB in all"))
    return "\n".join(lines)


def parts_json(found: dict[str, Any], *, limit: int | None, offset: int, fields: tuple[str, ...]) -> str:
    """All that is known of each."""
    page = bounded(found["parts"], limit, fields, offset)
    shown: dict[str, Any] = {"schema": SCHEMA, "system": found["system"], "memory": found["memory"], "parts": page.rows}
    if page.hidden:
        shown["bounds"] = page.bounds()
    return json.dumps(shown, indent=2)


def _cell(part: dict[str, Any], column: str) -> str:
    value = part[column]
    if column == "slo":
        asked = any(each["found"] is not None for each in value)
        return "  ".join(map(promise_text, value)) if asked else "–" if value else ""
    if column == "since":
        return _ago(time() - value) if value else ""
    if column == "url":
        further = (f"{face} {where.rpartition('/')[2]}" for face, where in part["further"].items())
        return visible(", ".join(each for each in (value, *further) if each))
    if column == "memory":
        return f"{value / 1e6:.0f} MB" if value else ""
    return visible(str(value)) if value else ("0" if column == "deaths" else "")


def promise_text(promise: dict[str, Any]) -> str:
    """What was promised and what there is: `99.95%✓ of 99.9%`, `120✗ of 100 ms`; a dash where nothing was asked."""
    share = promise["what"] == "availability"
    target, found = (
        "–" if value is None else f"{value * 100:.4g}%" if share else f"{value * 1000:.3g} ms"
        for value in (promise["target"], promise["found"])
    )
    sign = {None: "", True: "✓", False: "✗"}[promise["kept"]]
    return f"{found}{sign} of {target}"


def _ago(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{max(0, seconds):.0f}s"
