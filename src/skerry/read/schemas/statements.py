"""Cutting a file of SQL into statements, in one pass that looks at no row of a dump."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_BREAKS = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/|^\#[^\n]*)
      |(?P<text>'(?:[^']|'')*'|"[^"]*"|`[^`]*`)
      |(?P<dollar>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
      |(?P<copy>^COPY\b[^;\n]*\bFROM\s+STDIN[^;\n]*;.*?^\\\.[ ]*$)
      |(?P<delimiter>^[ \t]*DELIMITER[ \t]+(?P<mark>\S+)[^\n]*$)
      |(?P<batch>^[ \t]*(?:GO(?:[ \t]+\d+)?|/)[ \t]*;?[ \t]*$)
      |(?P<routine>\bCREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:(?:NON)?EDITIONABLE\s+|CONSTRAINT\s+|TEMP(?:ORARY)?\s+)?
          (?:PROC(?:EDURE)?|FUNCTION|TRIGGER|PACKAGE)\b)
      |(?P<end>;|//|\$\$)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_BATCH_ENDS = re.compile(r"^[ \t]*(?:GO|/)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BODY_ENDS = re.compile(r"^END\b[^;\n]*(?:;|$)", re.MULTILINE | re.IGNORECASE)
_DOLLARS = re.compile(r"\$\w*\$")
_BEGINS = re.compile(r"\b(BEGIN|IS|AS\s+BEGIN)\b", re.IGNORECASE)


class Statement(NamedTuple):
    """One statement without what ends it. `line` counts from 1; `routine` says that it creates a procedure, function or trigger."""

    text: str
    line: int
    routine: bool = False


def statements(sql: str, backslashes: bool) -> Iterator[Statement]:
    """The statements of a file. `backslashes` says that `\\'` does not end a string, as in MySQL."""
    cut = _Cut(sql, _ESCAPED.sub("..", sql) if backslashes else sql)
    for found in _BREAKS.finditer(cut.scanned):
        if found.start() >= cut.start:
            end = cut.end_at(found)
            if end >= 0:
                yield from cut.until(end, max(found.end(), end))
    yield from cut.until(len(sql), len(sql))


@dataclass
class _Cut:
    """Where the cutting of a file stands. `scanned` is as long as `sql`."""

    sql: str
    scanned: str
    start: int = 0
    mark: str = ";"  # what ends a statement; MySQL's client lets a file say so
    routine: bool = False
    line: int = 1
    counted: int = 0  # lines are counted up to here

    def end_at(self, found: re.Match[str]) -> int:
        """Where a statement ends that this break ends, -1 if it ends none."""
        if found["routine"]:
            self.routine = self.routine or _blank(self.scanned[self.start : found.start()])
            return -1
        if found["delimiter"]:
            self.mark = found["mark"]
        elif found["end"] == self.mark and self.routine and self.mark == ";":
            return _routine_end(self.scanned, self.start, found.start())
        elif not (found["batch"] or found["copy"] or found["end"] == self.mark):
            return -1
        return found.start()

    def until(self, end: int, start: int) -> Iterator[Statement]:
        """The statement that ends at `end`, if there is any; the next one begins at `start`."""
        text = self.sql[self.start : end]
        begin = self.start + len(text) - len(text.lstrip())
        if text.strip():
            self.line += self.sql.count("\n", self.counted, begin)
            self.counted = begin
            yield Statement(text.strip(), self.line, self.routine)
        self.start, self.routine = start, False


def _blank(text: str) -> bool:
    """Whether nothing but comments stands there."""
    return not re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL).strip()


def _routine_end(sql: str, start: int, semicolon: int) -> int:
    """Where a routine ends whose body holds semicolons: with its batch, or with an END at the margin; else at this semicolon."""
    if _DOLLARS.search(sql, start, semicolon) or not _BEGINS.search(sql, start, semicolon):
        return semicolon
    batch = _BATCH_ENDS.search(sql, semicolon)
    if batch:
        return batch.start()
    found = _BODY_ENDS.search(sql, start)
    return found.end() if found else len(sql)
