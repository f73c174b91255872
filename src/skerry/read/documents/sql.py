"""Files of SQL: schemas, migrations, dumps. Tables as steps of their life; procedures, functions and views as units that read and write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from skerry.facts.kinds import Access, AnyFact, TableChange
from skerry.read import problems
from skerry.read.documents._document import Document, Sheet
from skerry.read.outline import Note, Scope
from skerry.read.schemas.dialects import dialects
from skerry.read.schemas.statements import Statement, statements
from skerry.read.sql import accesses

if TYPE_CHECKING:
    from skerry.read.schemas.ddl import Step

_UNDO = re.compile(r"(?i)((^|[._/-])(down|undo|rollback|revert|drop)\.sql$)|((^|/)U[\d._]+__[^/]*$)")
_DOWN_PART = re.compile(
    r"(?ims)^\s*--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|@UNDO)\b.*?(?=^\s*--\s*(?:\+goose\s+up|\+migrate\s+up|migrate:up)\b|\Z)"
)
_COMMENTS = re.compile(r"(?s)\A(?:\s*(?:--[^\n]*(?:\n|\Z)|/\*.*?\*/|\#[^\n]*(?:\n|\Z)))*\s*")
_TABLE = re.compile(
    r"(?i)(create\s+(?:global\s+|local\s+|temp\w*\s+|unlogged\s+|foreign\s+|column\s+|row\s+|or\s+replace\s+)*table|alter\s+table|drop\s+table|rename\s+table"
    r"|(?:exec\s+)?(?:sys\.)?sp_rename)\b"
)
_NAMED = r"\s+(?:if\s+not\s+exists\s+)?((?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\s*\.\s*(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)"
_ROUTINE = re.compile(r"(?is)create\b.*?\b(?:proc(?:edure)?|function|trigger|package(?:\s+body)?)" + _NAMED)
_VIEW = re.compile(r"(?i)create\s+(?:or\s+(?:replace|alter)\s+)?(?:[\w=@`]+\s+){0,5}?view" + _NAMED)
_QUOTES = str.maketrans("", "", '"`[]')
_MOST_NOTES = 20  # of one file: whoever has more has a dialect that we don't know


@dataclass
class _File:
    tried: list[str]
    scopes: list[Scope] = field(default_factory=list)
    facts: list[AnyFact] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def statement(self, found: Statement) -> None:
        text = found.text[_COMMENTS.match(found.text).end() :] if found.text[:1] in "-/#" else found.text  # type: ignore[union-attr]
        line = found.line + found.text.count("\n", 0, len(found.text) - len(text))
        if found.routine:
            self._unit(_ROUTINE.match(text), text, line)
        elif _TABLE.match(text):
            self._table(text, line)
        elif text[:6].lower() == "create":
            self._unit(_VIEW.match(text), text, line)

    def _table(self, text: str, line: int) -> None:
        # start-up time: a quarter of a second, which a tree without tables saves
        from skerry.read.schemas.ddl import NotUnderstood, steps  # noqa: PLC0415

        try:
            self.facts += [_change(step, line) for step in steps(text, self.tried)]
        except NotUnderstood:
            if len(self.notes) < _MOST_NOTES:
                self.notes.append(Note(problems.STATEMENT.id, line, " ".join(text[:80].split())))

    def _unit(self, named: re.Match[str] | None, text: str, line: int) -> None:
        if named is None:
            return
        name = named.group(1).translate(_QUOTES).rpartition(".")[2]
        self.scopes.append(Scope("function", name, -1, line, line + text.count("\n")))
        unit = len(self.scopes) - 1
        body = text[named.end() :]
        for mode, table in accesses(body.replace("$$", " ")):
            self.facts.append(Access(unit=unit, line=line, reader="sql", strength=0.9, mode=mode, table=table))


def _change(step: Step, line: int) -> TableChange:
    return TableChange(
        unit=-1, line=line, reader="sql", what=step.what, name=step.name, columns=step.columns, to=step.to
    )


def read_sql(path: str, source: bytes) -> Sheet:
    """What SQL says, whichever file it stands in."""
    if _UNDO.search(path):
        return Sheet()
    sql = source.decode("utf-8", "replace")
    if "own" in sql or "UNDO" in sql:
        sql = _DOWN_PART.sub(_as_lines, sql)
    tried = dialects(sql)
    file = _File(tried)
    for found in statements(sql, backslashes=tried[0] == "mysql"):
        file.statement(found)
    return Sheet(tuple(file.scopes), tuple(file.facts), (), tuple(file.notes))


def _as_lines(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


DOCUMENT = Document("sql", read_sql, frozenset({".sql", ".ddl", ".prc", ".pks", ".pkb"}))
