"""Lists cut to what a reader has room for, with a word on what is left; agents read a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `hidden` counts those left out, `next_offset` is where the next page begins, if any."""

    rows: list[Row]
    total: int
    hidden: int
    next_offset: int | None

    def bounds(self) -> dict[str, int | None]:
        """What is said beside the rows."""
        return {"total": self.total, "hidden": self.hidden, "next_offset": self.next_offset}


def bounded(rows: Sequence[Row], limit: int | None = None, fields: Sequence[str] = (), offset: int = 0) -> Page:
    """At most `limit` rows from `offset` on, each with only `fields`, in that order; no fields means all."""
    start = min(max(offset, 0), len(rows))
    end = len(rows) if limit is None else min(start + max(limit, 0), len(rows))
    kept = [_picked(row, fields) for row in rows[start:end]]
    return Page(kept, len(rows), len(rows) - len(kept), end if end < len(rows) else None)


def _picked(row: Row, fields: Sequence[str]) -> Row:
    return {field: row[field] for field in fields if field in row} if fields else row
