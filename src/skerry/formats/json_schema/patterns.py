"""Regular expressions of schemas (ECMA-262), as the engine of a validator reads them."""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

_CLASS_THEN_DASH = re.compile(r"(\\[wWdDsS])-(?!\])")


def plain(pattern: str) -> str:
    """The pattern with `[\\w-.]` written as `[\\w\\-.]`: people write the one, and strict engines read only the other."""
    return _CLASS_THEN_DASH.sub(r"\1\\-", pattern)


def matches(pattern: str, text: str) -> bool:
    """Whether a regular expression matches somewhere in a text; one that cannot be read matches nothing.

    A validator's engine is asked: it knows the dialect, and gives up where backtracking would not end.
    """
    compiled = _compiled(pattern)
    try:
        return compiled is not None and compiled.is_valid(text)
    except ValueError:
        return False


def readable(pattern: str) -> bool:
    """Whether a regular expression can be read."""
    return _compiled(pattern) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": plain(pattern)})
    except ValueError:
        return None
