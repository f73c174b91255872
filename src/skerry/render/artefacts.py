"""What is generated: as lines for people, a folder at a time, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skerry.kernel.artefacts import Fate, Plan
from skerry.kernel.words import counted
from skerry.render.bounded import bounded
from skerry.render.snippet import visible
from skerry.render.style import Style

SCHEMA = "skerry-generate-1"
_SIGNS = {Fate.ADD: "+", Fate.CHANGE: "~", Fate.MERGE: "⇄", Fate.REMOVE: "-", Fate.EDITED: "!"}
_WORDS = {
    Fate.ADD: "new", Fate.CHANGE: "changed", Fate.MERGE: "merged with your edits", Fate.REMOVE: "removed", Fate.KEEP: "unchanged",
    Fate.YOURS: "yours", Fate.EDITED: "edited by hand",
}  # fmt: skip
_SHOWN = 12  # files of one folder before the rest is counted


def generated_text(
    plans: Mapping[str, Plan], notes: Sequence[str], style: Style, *, written: bool, limit: int | None = None
) -> str:
    """What happens in each folder, what disagrees with edits, what is to be decided, and the count."""
    lines = [line for root, plan in plans.items() for line in _folder(root, plan, style, limit)]
    if notes:
        lines += ["", f"To decide ({len(notes)})", *(f"  {note}" for note in notes[:limit])]
    counts = Counter(fate for plan in plans.values() for fate in plan.fates.values())
    said = ", ".join(f"{counts[fate]} {word}" for fate, word in _WORDS.items() if counts[fate])
    changes = any(plan.changes for plan in plans.values())
    tail = "" if written or not changes else "; nothing is written yet: add --write"
    count = f"{counted(counts.total(), 'file')}: {said}{tail}" if counts else "no files"
    return "\n".join([*lines, *([""] if lines else []), count])


def generated_json(
    plans: Mapping[str, Plan],
    notes: Sequence[str],
    *,
    written: bool,
    limit: int | None,
    offset: int,
    fields: tuple[str, ...],
) -> str:
    """The same with all files; `written` says whether it was done."""
    page = bounded(list(_rows(plans)), limit, fields, offset)
    shown: dict[str, Any] = {"schema": SCHEMA, "written": written, "files": page.rows, "notes": list(notes)}
    if page.hidden:
        shown["bounds"] = page.bounds()
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _folder(root: str, plan: Plan, style: Style, limit: int | None) -> Iterator[str]:
    told = [
        (path, fate)
        for path, fate in plan.fates.items()
        if fate in _SIGNS and (fate is not Fate.EDITED or path in plan.conflicts or path in plan.foreign)
    ]
    most = limit or _SHOWN
    if told:
        yield style.bold(f"{visible(root) or '.'}/")
    for path, fate in told[:most]:
        paint = style.warning if fate is Fate.EDITED else style.error if fate is Fate.REMOVE else style.bold
        yield f"  {paint(_SIGNS[fate])} {visible(path)}{_note(plan, path, fate)}"
    if len(told) > most:
        yield f"  … {len(told) - most} more"


def _note(plan: Plan, path: str, fate: Fate) -> str:
    if path in plan.foreign:
        return "  somebody else's: kept as it is; move it away, then write again"
    if fate is Fate.EDITED:
        where = ", ".join(map(str, plan.conflicts[path][:5]))
        return f"  your edits and what would be written disagree at line {where}: kept as it is"
    return "  merged with your edits" if fate is Fate.MERGE else ""


def _rows(plans: Mapping[str, Plan]) -> Iterator[dict[str, Any]]:
    for root, plan in plans.items():
        for path, fate in plan.fates.items():
            row: dict[str, Any] = {"path": f"{root}/{path}" if root else path, "fate": str(fate)}
            if path in plan.foreign:
                row["foreign"] = True
            if path in plan.conflicts:
                row["conflicts"] = list(plan.conflicts[path])
            yield row
