"""Tables for a terminal: columns as wide as they need, the last ones cut to the width that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from skerry.render.snippet import clip, columns, visible
from skerry.render.style import PLAIN, Style

_GAP = "  "
_INDENT = "  "
_NARROWEST = 8  # columns that a cut cell keeps at least


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand to the `right`; `paint` colours the cells."""

    heading: str
    right: bool = False
    paint: Callable[[str], str] | None = None


def table(head: Sequence[Column], rows: Sequence[Sequence[str]], width: int, style: Style = PLAIN) -> Iterator[str]:
    """The heading and the rows as lines of at most `width` columns."""
    shown = [[visible(cell) for cell in row] for row in rows]
    wide = [max(map(columns, [h.heading, *(row[i] for row in shown)])) for i, h in enumerate(head)]
    room = width - len(_INDENT) - len(_GAP) * (len(head) - 1)
    yielding = [i for i, column in enumerate(head) if not column.right]
    while sum(wide) > room and (able := [i for i in yielding if wide[i] > _NARROWEST]):
        # the widest gives way until it is no wider than the next; the first, which names the row, comes last
        wide[max(able, key=lambda i: (i > 0, wide[i], i))] -= 1
    if any(column.heading for column in head):
        yield _line([style.dim(cell) for cell in _cells(head, [h.heading for h in head], wide)])
    for row in shown:
        yield _line(
            [paint(cell) if (paint := head[i].paint) else cell for i, cell in enumerate(_cells(head, row, wide))]
        )


def _cells(head: Sequence[Column], texts: Sequence[str], wide: Sequence[int]) -> Iterator[str]:
    last = max((i for i, text in enumerate(texts) if text), default=-1)
    for i, text in enumerate(texts[: last + 1]):
        cut = clip(text, wide[i])
        space = " " * (wide[i] - columns(cut))
        yield space + cut if head[i].right else cut + space * (i < last)


def _line(cells: list[str]) -> str:
    return (_INDENT + _GAP.join(cells)).rstrip()
