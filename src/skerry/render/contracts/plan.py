"""What is done to written files: as lines for people, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from skerry.kernel.artefacts import Fate, Plan
from skerry.kernel.words import counted
from skerry.render.bounded import bounded
from skerry.render.snippet import visible
from skerry.render.style import Style

SCHEMA = "skerry-contracts-write-1"
_SIGNS = {Fate.ADD: "+", Fate.CHANGE: "~", Fate.REMOVE: "-", Fate.EDITED: "!"}


def plan_text(plans: Mapping[str, Plan], style: Style, limit: int | None = None) -> str:
    """A line for each file that something happens to, then how many there are of each kind."""
    rows = [row for row in _rows(plans) if row["fate"] != Fate.KEEP]
    paint = {Fate.EDITED: style.warning, Fate.REMOVE: style.error}
    lines = []
    for row in rows[:limit]:
        fate = Fate(row["fate"])
        note = "  edited by hand: kept" if fate is Fate.EDITED else ""
        sign = paint.get(fate, style.bold)(_SIGNS[fate])
        lines.append(f"{sign} {visible(row['path'])}{note}")
    if len(rows) > len(lines):
        lines.append(f"… {len(rows) - len(lines)} more")
    return "\n".join([*lines, _counts(plans)])


def plan_json(
    plans: Mapping[str, Plan], *, written: bool, limit: int | None, offset: int, fields: tuple[str, ...]
) -> str:
    """The same with all files; `written` says whether it was done."""
    page = bounded(_rows(plans), limit, fields, offset)
    shown: dict[str, Any] = {"schema": SCHEMA, "written": written, "files": page.rows}
    if page.hidden:
        shown["bounds"] = page.bounds()
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _rows(plans: Mapping[str, Plan]) -> list[dict[str, str]]:
    return [
        {"path": f"{planned.root.as_posix()}/{path}", "format": name, "fate": str(fate)}
        for name, planned in plans.items()
        for path, fate in planned.fates.items()
    ]


def _counts(plans: Mapping[str, Plan]) -> str:
    counts = Counter(fate for planned in plans.values() for fate in planned.fates.values())
    words = {
        Fate.ADD: "new",
        Fate.CHANGE: "changed",
        Fate.KEEP: "unchanged",
        Fate.REMOVE: "removed",
        Fate.EDITED: "edited by hand",
    }
    total = counted(sum(counts.values()), "file")
    said = ", ".join(f"{counts[fate]} {word}" for fate, word in words.items() if counts[fate])
    return f"{total}: {said}" if said else "nothing to write: no service offers anything"
