"""Cuts a schema into its definitions without parsing them, so that only those that differ need to be parsed.

graphql-core parses about 1 MB a second; this finds where definitions begin and end some fifty times faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TYPES = ("type", "interface", "union", "enum", "input", "scalar")
_EXECUTABLE = ("query", "mutation", "subscription", "fragment")
_NAMED = frozenset((*_TYPES, "directive", "fragment"))
_STARTS = frozenset((*_TYPES, *_EXECUTABLE, "directive", "schema", "extend"))
_BEFORE_A_NAME = frozenset(("=", "|", "&", "@", ":", "implements", "on", "$"))
_TOKEN = re.compile(r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|#[^\n\r]*|[{}()\[\]=|&@:$!]|[A-Za-z_]\w*')
_NESTED = re.compile(r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|#[^\n\r]*|[{}()\[\]]')
_LINE_START = re.compile(
    r"^(?:extend[ \t]+)?(?:type|interface|union|enum|input|scalar|directive|schema)\b", re.MULTILINE
)
_OPENS = frozenset("{([")
_CLOSES = frozenset("})]")
_SIGNS = frozenset("{}()[]=|&@:$!")


@dataclass(frozen=True, slots=True)
class Piece:
    """A definition: `kind` is its keyword, `name` what it defines; it stands at `start` of its text."""

    kind: str
    name: str
    extends: bool
    text: str
    start: int


def cut(text: str) -> Iterator[Piece]:
    """The definitions of a text, in order, with their descriptions; what stands between them goes with the one before."""
    open_: _Open | None = None
    described = -1  # where the description of what follows began
    before = ""
    for token, start in _outermost(text):
        if token[0] == '"':
            described = start if described < 0 else described
            continue
        if token in _OPENS:
            if token == "{" and open_ is None:
                open_ = _Open("query", start)
        elif not (token in _STARTS and before not in _BEFORE_A_NAME and not (open_ and open_.unnamed)):
            if open_ and open_.unnamed and token[0] not in _SIGNS:
                open_.name = token
        elif open_ and open_.kind == "extend":
            open_.kind = token
        else:
            begin = described if described >= 0 else start
            if open_:
                yield open_.piece(text, begin)
            open_ = _Open(token, begin, token == "extend")
        before, described = token, -1
    if open_:
        yield open_.piece(text, len(text))


def _outermost(text: str) -> Iterator[tuple[str, int]]:
    """The tokens outside of all brackets; of a pair of brackets with all that it holds, the one that opens it."""
    at = 0
    while match := _TOKEN.search(text, at):
        token, at = match.group(), match.end()
        if token in _OPENS:
            at = _closed(text, at)
        if token[0] != "#":
            yield token, match.start()


@dataclass(slots=True)
class _Open:
    """The definition that is being cut out."""

    kind: str
    start: int
    extends: bool = False
    name: str = ""

    @property
    def unnamed(self) -> bool:
        return not self.name and self.kind in _NAMED

    def piece(self, text: str, end: int) -> Piece:
        return Piece(self.kind, self.name, self.extends, text[self.start : end].rstrip(), self.start)


def _closed(text: str, at: int) -> int:
    """Where the bracket that has just been opened is closed; of one that never is, the next line that begins a definition."""
    depth, opened = 1, at
    while match := _NESTED.search(text, at):
        at = match.end()
        token = match.group()
        if token in _OPENS:
            depth += 1
        elif token in _CLOSES:
            depth -= 1
            if not depth:
                return at
    following = _LINE_START.search(text, opened)
    return following.start() if following else len(text)
