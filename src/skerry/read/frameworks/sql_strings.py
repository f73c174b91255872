"""SQL in string literals of Java and C#: JdbcTemplate, JDBC, Dapper, `FromSql`, by what the statement itself says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from skerry.facts.kinds import Access
from skerry.read.frameworks._queries import accesses
from skerry.read.frameworks._view import Framework, View

_NAME = "sql_strings"
_STATEMENT = re.compile(
    r"(?is)\s*(select\b.*\bfrom\b|insert\s+into\b|update\b.*\bset\b|delete\s+from\b|merge\s+into\b)"
)


def facts(view: View) -> Iterable[Access]:
    """Tables that the file's statements read and write."""
    for text in view.body.texts:
        if " " in text.value and _STATEMENT.match(text.value) and not _annotated(view, text.scope, text.line):
            yield from accesses(view, text.value, text.scope, text.line, _NAME)


def _annotated(view: View, scope: int, line: int) -> bool:
    """Whether the text stands in an annotation, where the annotation's own framework reads it."""
    return scope >= 0 and any(
        m.args and m.line <= line <= m.line + m.args.count("\n") for m in view.scopes[scope].marks
    )


FRAMEWORK = Framework(_NAME, frozenset({"java", "csharp"}), (), facts)
