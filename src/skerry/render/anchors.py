"""Names for places on a page, so that a picture, a table and a link from outside mean the same."""

from __future__ import annotations

from urllib.parse import quote


def anchor(kind: str, *names: str) -> str:
    """The id of a thing, fit for a URL's fragment as it stands."""
    return ":".join([kind, *(quote(name, safe="", errors="replace") for name in names)])
