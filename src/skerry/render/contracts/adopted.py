"""What became of a document that was adopted: a few sentences, or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from skerry.contracts.adopt.adopter import Adopted
from skerry.kernel.words import counted
from skerry.render.bounded import bounded
from skerry.render.snippet import visible

SCHEMA = "skerry-contracts-adopt-1"
_SHOWN = 8


def adopted_text(found: Adopted, limit: int | None = None) -> str:
    """What is worth knowing beside the model."""
    return "\n".join(_lines(found, _SHOWN if limit is None else limit))


def _first(found: Adopted, what: str) -> str:
    """The first place of a cause."""
    return next(place for place, each in found.unsaid.items() if each == what).removesuffix(f" {what}")


def adopted_json(found: Adopted, limit: int | None, offset: int, fields: tuple[str, ...]) -> str:
    """All of it; `unsaid` is the list that is cut."""
    page = bounded([{"place": place, "what": what} for place, what in found.unsaid.items()], limit, fields, offset)
    shown: dict[str, Any] = {
        "schema": SCHEMA,
        "model": found.text,
        "operations": found.operations,
        "types": found.types,
        "contract_kept": found.kept,
        "would_break": dict(Counter(change.rule.id for change in found.lost).most_common()),
        "left_out": list(found.left_out),
        "unsaid": page.rows,
        "unsaid_by_cause": dict(Counter(found.unsaid.values()).most_common()),
        "numbers": found.numbers,
    }
    if page.hidden:
        shown["bounds"] = page.bounds()
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _lines(found: Adopted, limit: int) -> Iterator[str]:
    yield f"{counted(found.operations, 'operation')}, {counted(found.types, 'type')}"
    if found.whole:
        yield "the model says all of it: the document that is written from it breaks nobody"
        return
    if found.kept:
        yield "the document stays the contract of the service; the model is a summary of it"
    if not found.lost and not found.left_out:
        yield "written from the model alone, nothing would break for callers"
    if found.lost:
        yield f"written from the model alone, {counted(len(found.lost), 'change')} would break callers:"
        rules = Counter(change.rule.id for change in found.lost).most_common()
        yield from (f"  {number:>6,}  {rule}" for rule, number in rules[:limit])
    if found.left_out:
        yield f"{counted(len(found.left_out), 'operation')} that the language can't spell:"
        yield from (f"  {visible(name)}" for name in found.left_out[:limit])
    if found.unsaid:
        yield f"{counted(len(found.unsaid), 'place')} that the language has no words for, by cause:"
        causes = Counter(found.unsaid.values()).most_common()
        yield from (
            f"  {number:>6,}  {visible(what)}, at {visible(_first(found, what))}" for what, number in causes[:limit]
        )
        hidden = len(causes) - limit
        if hidden > 0:
            yield f"  … {hidden:,} more (--format json)"
