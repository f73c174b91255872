"""Cutting a file of SQL into statements, in one pass that looks at no row of a dump."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    scanned = _ESCAPED.sub("..", sql) if backslashes else sql
    start, mark, routine, counted, line, skip_to = 0, ";", False, 0, 1, 0
    for found in _BREAKS.finditer(scanned):
        kind, end = found.lastgroup, -1
        if found.start() < skip_to:
            continue
        if found["routine"] and not _blank(scanned[start : found.start()]):
            continue
        if found["routine"]:
            routine = True
        elif found["delimiter"]:
            mark, end = found["mark"], found.start()
        elif found["batch"] or found["copy"]:
            end = found.start()
        elif kind == "end" and found.group() == mark:
            end = _routine_end(scanned, start, found.start()) if routine and mark == ";" else found.start()
        if end < 0:
            continue
        text = sql[start:end]
        lead = len(text) - len(text.lstrip())
        line += sql.count("\n", counted, start + lead)
        counted = start + lead
        if text.strip():
            yield Statement(text.strip(), line, routine)
        start, routine = max(found.end(), end), False
        skip_to = start
    text = sql[start:]
    if text.strip():
        lead = len(text) - len(text.lstrip())
        yield Statement(text.strip(), line + sql.count("\n", counted, start + lead), routine)


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
