"""JSON as people and scripts read it, indented: the text of `json.dumps`, several times as fast."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def indented(value: Any, indent: int) -> str:
    """What `json.dumps(value, indent=indent, ensure_ascii=False)` says, to the letter.

    That has no C code for an indented text; so the text is made without, and msgspec sets it. Names of files may hold halves of
    characters, which UTF-8 has no room for: they pass as they are.
    """
    plain = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return msgspec.json.format(plain, indent=indent).decode("utf-8", "surrogatepass")
