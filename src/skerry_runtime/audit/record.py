"""The format: a line of JSON a record, chained by SHA-256 over the bytes as they stand there.

    {"seq":7,"prev":"…","kind":"access",…,"hash":"…"}

`hash` is that of `prev` (64 hexadecimal digits, which stand in the line) and all bytes before `,"hash":`; so nobody has to agree on how
JSON is written to check a chain. `seq` counts the records of one log, over its segments; it goes up by one. `at` is UTC.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import msgspec

SCHEMA = "skerry.audit/1"
START = "0" * 64  # what the first record of a log follows
_TAIL = b',"hash":"'
_LENGTH = len(_TAIL) + 64 + len(b'"}\n')
_encode = msgspec.json.Encoder(order="deterministic").encode


def line(seq: int, previous: str, values: dict[str, Any]) -> tuple[bytes, str]:
    """The line of a record and its hash; `values` is what it says."""
    rest = _encode(values)
    body = b'{"seq":%d,"prev":"%s",' % (seq, previous.encode()) + rest[1:-1]
    digest = hashlib.sha256(body).hexdigest()
    return body + _TAIL + digest.encode() + b'"}\n', digest


def read(text: bytes) -> tuple[dict[str, Any], str] | None:
    """What a line says and its hash; None where it is no whole record, or not as it was written."""
    if len(text) <= _LENGTH or not text.endswith(b'"}\n') or text[-_LENGTH : -_LENGTH + len(_TAIL)] != _TAIL:
        return None
    body, digest = text[:-_LENGTH], text[-67:-3]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, Any]), digest.decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def seal(key: bytes, *parts: object) -> str:
    """What only the holder of the key can write: HMAC-SHA256 over these values. '' without a key."""
    return hmac.digest(key, _encode([str(each) for each in parts]), "sha256").hex() if key else ""
