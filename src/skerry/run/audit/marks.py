"""The mark of a log: how far it was, in a file of one sector; and seals, which only the holder of the key can write."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode
from pathlib import Path

import msgspec

from skerry.run.audit.segments import SCHEMA

SIZE = 512


class Mark(msgspec.Struct, frozen=True):
    """The last record that was durable: its number, its hash, the segment it stands in."""

    log: str
    seq: int
    hash: str
    segment: int
    schema: str
    seal: str


class Unreadable(ValueError):
    """A mark or a key that is not what it has to be."""


def read(path: Path) -> Mark:
    """The mark in a file.

    Raises:
        Unreadable: it is not as it was written.
        OSError: it is not there.
    """
    data = path.read_bytes()
    try:
        found = msgspec.json.decode(data, type=Mark)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from error
    if msgspec.json.encode(found).ljust(SIZE - 1) + b"\n" != data:
        raise Unreadable("it has other bytes than were written")
    if found.schema != SCHEMA:
        raise Unreadable(f"it is {found.schema!r}, and has to be {SCHEMA!r}")
    return found


def seal(key: bytes, *parts: object) -> str:
    """The seal over these values: HMAC-SHA256."""
    return hmac.new(key, msgspec.json.encode([str(each) for each in parts]), hashlib.sha256).hexdigest()


def key_of(path: Path) -> bytes:
    """The key of the seals, out of a service's keyring.

    Raises:
        Unreadable: it is no keyring.
    """
    try:
        return b64decode(json.loads(path.read_bytes())["audit"], validate=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{path} is no keyring with a key for the audit log: {error}") from error
