"""HCL as text, as far as job files need it: blocks, and keys with a literal or a list of them. Source: HCL's native syntax specification.

Expressions, functions and templates stay as they are written. One pass; what is not closed ends with the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

_DEEPEST = 30
# Strings and texts with an end of their own, comments, what opens and closes, and words. All else is passed over.
_TOKEN = re.compile(
    r'"((?:\\.|[^"\\\n])*)(?:"|$)|<<-?[ \t]*(\w+)[^\n]*\n|(?:#|//)[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|([{}\[\]=,\n])|([A-Za-z_][\w.-]*|\d[\w.]*)',
    re.M,
)


class Block(Struct):
    """A block: its labels, the keys that are set in it (with their lines), and the blocks in it under their kinds."""

    labels: tuple[str, ...] = ()
    line: int = 0
    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    blocks: list[tuple[str, Block]] = field(default_factory=list)

    def of(self, *kinds: str) -> Iterator[Block]:
        """The blocks at the end of a row of kinds."""
        for kind, block in self.blocks if kinds else ():
            if kind == kinds[0]:
                yield from block.of(*kinds[1:]) if len(kinds) > 1 else (block,)

    def text(self, key: str) -> str:
        """What a key is set to; '' where nothing is."""
        return self.values.get(key, ("", 0))[0]


def parsed(text: str) -> Block:
    """The blocks of a file, in one without a kind."""
    reader, at, line, counted = _Reader(), 0, 1, 0
    while found := _TOKEN.search(text, at):
        line, counted, at = line + text.count("\n", counted, found.start()), found.start(), found.end()
        literal, end, sign, word = found.groups()
        if end is not None:  # a text up to a line of its own
            closed = re.compile(rf"^[ \t]*{end}\b", re.MULTILINE).search(text, at)
            reader.value(text[at : closed.start() if closed else len(text)], line)
            at = closed.end() if closed else len(text)
        elif sign:
            reader.sign(sign, line)
        elif literal is not None or word:
            reader.value(literal if literal is not None else word, line)
    return reader.top


class _Reader:
    """What is open: blocks, the words of a line so far, the key that is being set, and lists."""

    def __init__(self) -> None:
        self.top = Block()
        self._open, self._row, self._key, self._lists = [self.top], list[str](), "", 0

    def value(self, said: str, line: int) -> None:
        """A literal or a word: of a list, of a key, or of the head of a block."""
        values = self._open[-1].values
        if self._lists and self._key in values:
            values[self._key] = (f"{values[self._key][0]} {said}", values[self._key][1])
        elif self._key:
            values.setdefault(self._key, (said, line))
            self._key = self._key if self._lists else ""
        elif not self._lists:
            self._row.append(said)

    def sign(self, sign: str, line: int) -> None:
        """Something that opens, closes or parts."""
        if sign in "[]":
            self._lists = max(0, self._lists + (1 if sign == "[" else -1))
        elif self._lists:
            return
        elif sign == "{":
            block = self._open[-1]
            if len(self._open) < _DEEPEST:
                block = Block(tuple(self._row[1:]), line)
                self._open[-1].blocks.append((self._key or (self._row or [""])[0], block))
            self._open.append(block)
        elif sign == "}" and len(self._open) > 1:
            self._open.pop()
        self._key = self._row[-1] if sign == "=" and self._row else self._key if self._lists else ""
        self._row = []
