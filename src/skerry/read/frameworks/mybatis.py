"""MyBatis mappers with annotations: the SQL of a method says what it reads and writes."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.facts.kinds import Access
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, listed
from skerry.read.frameworks._queries import accesses
from skerry.read.frameworks._view import Framework, View

_NAME = "mybatis"


def facts(view: View) -> Iterable[Access]:
    """Accesses of the file's mapper methods."""
    for i, scope, found in view.marked("Select", "Insert", "Update", "Delete"):
        if scope.kind == "function":
            query = " ".join(text(view, one, i) for one in listed(argument(found.args, "value")))
            yield from accesses(view, query.removeprefix("<script>").strip(), i, found.line, _NAME)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), ("org.apache.ibatis",), facts)
