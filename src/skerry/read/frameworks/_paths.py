"""URL paths in one form for every framework: `/orders/{id}`."""

from __future__ import annotations

import re

_HOLE = re.compile(r"\{[*]*([\w.\-]+)(?:[:?=](?:[^{}]|\{[^{}]*\})*)?\}")


def path(*parts: str) -> str:
    """The parts joined: one leading slash, none at the end, `{id:int}` and `{id?}` as `{id}`."""
    joined = "/".join(part.strip("/ ") for part in parts if part.strip("/ "))
    return "/" + _HOLE.sub(r"{\1}", joined)
