"""SQL in string literals of any language: which tables a function reads and writes."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.kinds import Access
from skerry.read.frameworks._view import Framework, View
from skerry.read.languages import BY_NAME
from skerry.read.sql import accesses, looks_like_sql

_SURE = 0.8  # a string need not be run where it stands, nor at all


def _facts(view: View) -> Iterator[Access]:
    for text in view.body.texts:
        if looks_like_sql(text.value) and not _annotated(view, text.scope, text.line):
            unit = view.unit(text.scope)
            for mode, table in accesses(text.value):
                yield Access(unit=unit, line=text.line, reader="sql-string", strength=_SURE, mode=mode, table=table)


def _annotated(view: View, scope: int, line: int) -> bool:
    """Whether the text stands in an annotation, where the annotation's own framework reads it."""
    return scope >= 0 and any(
        m.args and m.line <= line <= m.line + m.args.count("\n") for m in view.scopes[scope].marks
    )


FRAMEWORK = Framework("sql-string", frozenset(BY_NAME), (), _facts)
