"""Lines and columns of offsets in a text that is kept as bytes: counted where somebody asks, in any order, at little cost."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

_BLOCK = 1 << 13  # small enough to be counted in no time, and a large document still has few
_INNER = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no character


class Lines:
    """Positions in UTF-8, counted from 1; columns are characters. Sums for each block are kept, what is inside one is counted again."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column of a byte."""
        block = offset // _BLOCK
        line = self._before[block] + self._data.count(b"\n", block * _BLOCK, offset)
        return line + 1, self._characters(self._start(block, offset), offset) + 1

    def _start(self, block: int, offset: int) -> int:
        """Where the line begins."""
        found = self._data.rfind(b"\n", block * _BLOCK, offset)
        if found < 0 and self._before[block]:
            last = bisect_left(self._before, self._before[block]) - 1  # the block with the newline before
            found = self._data.rfind(b"\n", last * _BLOCK, (last + 1) * _BLOCK)
        return found + 1

    def _characters(self, start: int, end: int) -> int:
        if end - start <= 2 * _BLOCK:
            return _size(self._data[start:end])
        first, last = start // _BLOCK + 1, end // _BLOCK
        edges = _size(self._data[start : first * _BLOCK]) + _size(self._data[last * _BLOCK : end])
        return self._sizes[last] - self._sizes[first] + edges

    @cached_property
    def _before(self) -> list[int]:
        """How many newlines stand before each block."""
        starts = range(0, len(self._data), _BLOCK)
        return [0, *accumulate(self._data.count(b"\n", start, start + _BLOCK) for start in starts)]

    @cached_property
    def _sizes(self) -> list[int]:
        """How many characters stand before each block; of text in one long line alone."""
        starts = range(0, len(self._data), _BLOCK)
        return [0, *accumulate(_size(self._data[start : start + _BLOCK]) for start in starts)]


def _size(piece: bytes) -> int:
    return len(piece) if piece.isascii() else len(piece.translate(None, _INNER))
