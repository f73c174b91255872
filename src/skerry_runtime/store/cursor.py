"""Cursors of pages: opaque text that only the list which gave it takes back."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any

import msgspec

BACK = "~"  # before a cursor, or alone: what comes before it, or at the end of the list


class ForeignCursor(ValueError):
    """This cursor is broken, or of another list."""


def written(scope: str, after: Any) -> str:
    """The cursor behind the row with this key, of the list that `scope` names."""
    body = msgspec.json.encode(after)
    return urlsafe_b64encode(_check(scope, body) + body).decode().rstrip("=")


def read(scope: str, cursor: str) -> Any:
    """The key of the last row seen.

    Raises:
        ForeignCursor: it does not come from this list with these filters.
    """
    try:
        whole = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        check, body = whole[:8], whole[8:]
        if check == _check(scope, body):
            return msgspec.json.decode(body)
    except (ValueError, msgspec.DecodeError):
        pass
    raise ForeignCursor("this cursor is not one of this list; begin again without it")


def _check(scope: str, body: bytes) -> bytes:
    """Not a secret (a key says nothing that the list does not): it keeps lists apart."""
    return blake2b(body, digest_size=8, key=blake2b(scope.encode(), digest_size=32).digest()).digest()
