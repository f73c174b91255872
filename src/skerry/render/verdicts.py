"""Verdicts on a whole fleet, and for each interaction which way of speaking fits, as JSON values and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skerry.render.style import Style
from skerry.render.table import Column, table
from skerry.rules.interactions import Interaction
from skerry.rules.verdicts import Verdict, titles

_MOST = 20  # names in a row
_WORDS = {True: "holds", False: "fails", None: "unknown"}


def verdict_rows(verdicts: Mapping[str, Verdict]) -> list[dict[str, Any]]:
    """Each rule with what came of it; `holds` is None where the fleet does not tell."""
    about = titles()
    return [
        {
            "rule": name, "title": about[name], "holds": each.holds, "why": each.why,
            "failing": list(each.failing[:_MOST]), "unknown": list(each.unknown[:_MOST]),
        }
        for name, each in verdicts.items()
    ]  # fmt: skip


def verdicts_text(
    rows: Sequence[Mapping[str, Any]], advice: Sequence[Interaction], width: int, style: Style
) -> Iterator[str]:
    """Both as tables."""
    if rows:
        yield style.bold("Verdicts on the whole")
        cells = [[row["rule"], _WORDS[row["holds"]], row["title"], row["why"]] for row in rows]
        yield from table([Column("rule"), Column("verdict"), Column("what"), Column("why")], cells, width, style)
    if advice:
        yield style.bold("Interactions")
        said = [
            [each.source, each.target, each.what, each.style, "" if each.fits else each.better, each.why]
            for each in advice
        ]
        heads = [Column(name) for name in ("from", "to", "what", "now", "better", "why")]
        yield from table(heads, said, width, style)
