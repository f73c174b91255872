"""Where a schema stands: a document and a JSON pointer into it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from skerry.formats.text import escaped, unescaped

ABSENT = object()
_INDEX = re.compile("[0-9]{1,12}")


class Place(NamedTuple):
    """A document's name (empty: the one it began with) and a JSON pointer into it."""

    document: str
    pointer: str

    def __str__(self) -> str:
        """`other.yaml#/a/b`, or the pointer alone in the document itself."""
        return f"{self.document}#{self.pointer}" if self.document else self.pointer


class Part(NamedTuple):
    """A schema as it is written, where it stands, and the pointer of the resource (`$id`) its references are relative to."""

    raw: Any
    place: Place
    base: str = ""

    def below(self, *keys: str | int) -> Part:
        """The part at these keys, which must be there."""
        raw, pointer = self.raw, self.place.pointer
        for key in keys:
            raw = raw[key]
            pointer += f"/{escaped(str(key))}"
        return Part(raw, Place(self.place.document, pointer), self.base)


def lookup(value: Any, pointer: str) -> Any:
    """What a JSON pointer leads to, or `ABSENT`; parts may be percent-encoded, as they are in references."""
    for part in pointer.split("/")[1:]:
        key = unescaped(part)
        if isinstance(value, dict):
            if key not in value:
                key = unquote(key)
            value = value.get(key, ABSENT)
        elif isinstance(value, list):
            value = value[int(key)] if _INDEX.fullmatch(key) and int(key) < len(value) else ABSENT
        else:
            return ABSENT
    return value
