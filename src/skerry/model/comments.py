"""The comments and empty lines of a text, which no YAML parser keeps: found between the scalars."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from skerry.model.document import Document
from skerry.model.nodes import Scalar, walk


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`; `column` counts from 1, `alone` says that nothing stands before it on its line."""

    line: int
    column: int
    text: str
    alone: bool


def comments(document: Document) -> list[Comment]:
    """All comments of a text, in its order."""
    scalars = sorted(
        (node.start, node.end) for node in walk(document.root) if isinstance(node, Scalar) and node.end > node.start
    )
    starts = [start for start, _ in scalars]
    found = []
    offset = 0
    for number, line in enumerate(document.text.split("\n"), 1):
        for at, char in enumerate(line):
            if char == "#" and (at == 0 or line[at - 1] in " \t") and not _inside(offset + at, scalars, starts):
                found.append(Comment(number, at + 1, line[at:].rstrip(), not line[:at].strip()))
                break
        offset += len(line) + 1
    return found


def _inside(offset: int, scalars: list[tuple[int, int]], starts: list[int]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and scalars[at][0] <= offset < scalars[at][1]
