"""Field sets of Federation: `id`, `sku brand { id }`, as they stand in `@key`, `@requires` and `@provides`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

_TOKEN = re.compile(r"[{}]|[A-Za-z_]\w*|\S")
FieldSet: TypeAlias = "Mapping[str, FieldSet]"
_DEEPEST = 50


def fieldset(text: str) -> FieldSet | None:
    """The fields by name with what is selected of them; None where it is no field set."""
    tokens = _TOKEN.findall(text)
    open_: list[dict[str, FieldSet]] = [{}]
    last = ""
    for token in tokens:
        if token == "{" and last and len(open_) < _DEEPEST:
            inner: dict[str, FieldSet] = {}
            open_[-1][last] = inner
            open_.append(inner)
            last = ""
        elif token == "}" and len(open_) > 1 and open_[-1]:
            open_.pop()
            last = ""
        elif token[0].isalpha() or token[0] == "_":
            open_[-1].setdefault(token, {})
            last = token
        else:
            return None
    return open_[0] if len(open_) == 1 and open_[0] else None


def same(one: str, other: str) -> bool:
    """Whether two field sets select the same, in whatever order."""
    return one == other or (fieldset(one) is not None and fieldset(one) == fieldset(other))
