"""Whether a regular expression of ECMAScript can be compiled, as the validator sees it."""

from __future__ import annotations

from functools import lru_cache

import jsonschema_rs

from skerry.formats.json_schema.patterns import plain


@lru_cache(maxsize=4096)
def why_unusable(pattern: str) -> str:
    """What is wrong with a pattern; nothing where it can be used."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": plain(pattern)})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        return (
            str(getattr(error, "message", error)).partition("\n")[0].replace(f"{pattern!r}", "").strip()
            or "it cannot be read"
        )
    return ""
