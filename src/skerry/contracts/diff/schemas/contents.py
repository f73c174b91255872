"""`contentEncoding`, `contentMediaType` and `contentSchema` asserted: the dialect leaves them to those who read the text.

Code that decodes a text fails on one that is not encoded so; that is what a witness of such a change shows.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import msgspec

_QUOTED = re.compile(r"(?:[!-<>-~ \t]|=[0-9A-Fa-f]{2}|=?\r?\n)*")
SAMPLES = (
    "/+8=",
    "MQ==",
    "ImEi",
    "eyJhIjogMX0=",
    "00FF",
    "31",
    "=C3=A4 b",
    "a b",
    '{"a": 1}',
    "1",
    '"a"',
    "[]",
    "null",
    "?!",
)


def _quoted(text: str) -> bytes:
    if not _QUOTED.fullmatch(text):
        raise ValueError("not quoted-printable")
    return text.encode()


_DECODERS: dict[str, Callable[[str], bytes]] = {
    "base64": lambda text: base64.b64decode(text, validate=True),
    "base64url": lambda text: base64.b64decode(text, altchars=b"-_", validate=True),
    "base32": base64.b32decode,
    "base16": base64.b16decode,
    "quoted-printable": _quoted,
}


class Content:
    """One text keyword of these, as the validator calls it: raises ValueError for a text that is not what the schema says."""

    def __init__(self, parent: dict[str, Any], value: Any, path: Any) -> None:
        self._decode = _DECODERS.get(str(parent.get("contentEncoding", "")).lower())
        media = str(parent.get("contentMediaType", "")).partition(";")[0].strip().lower()
        self._json = media == "application/json" or media.endswith("+json")
        self._schema = _validator(parent.get("contentSchema")) if self._json or not media else None

    def validate(self, instance: Any) -> None:
        """Raises ValueError if it is a text that cannot be decoded, or whose content is not valid."""
        if not isinstance(instance, str):
            return
        try:
            data = self._decode(instance) if self._decode else instance.encode()
            value = msgspec.json.decode(data) if self._json or self._schema else None
        except (binascii.Error, UnicodeError, msgspec.DecodeError) as error:
            raise ValueError(f"the content cannot be read: {error}") from error
        if self._schema is not None and not self._schema.is_valid(value):
            raise ValueError("the content is not valid")


def _validator(schema: Any) -> Any:
    """The validator of a content, as far as it refers to nothing outside of itself."""
    if not isinstance(schema, dict | bool) or "$ref" in str(schema):
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema)
    except ValueError:
        return None


KEYWORDS: dict[str, Any] = dict.fromkeys(("contentEncoding", "contentMediaType", "contentSchema"), Content)
