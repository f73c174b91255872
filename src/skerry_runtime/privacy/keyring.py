"""The keyring of a service: a file that only it can read, named by `SKERRY_KEYS`.

    {"schema": "skerry.keys/1", "current": "k2", "keys": {"k1": "…", "k2": "…"}, "index": "…", "audit": "…"}

Each value is 32 random bytes in Base64. `keys` wrap the data keys of persons; new ones with the current key. `index` makes the indexes by
which encrypted fields are found: with another one nothing is found until `rewrap` has made them again. `audit` seals the audit log.
"""

from __future__ import annotations

import logging
import os
import stat
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from pathlib import Path

import msgspec

log = logging.getLogger("skerry.privacy")
SCHEMA = "skerry.keys/1"
SIZE = 32


class KeyringError(ValueError):
    """The keyring can't be used; the text says which file, why, and what to do."""


class _File(msgspec.Struct):
    schema: str
    current: str
    keys: dict[str, str]
    index: str
    audit: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys, as bytes."""

    current: str
    keys: dict[str, bytes]
    index: bytes
    audit: bytes

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """Reads a file.

        Raises:
            KeyringError: it is not there, is no keyring, or everybody can read it.
        """
        try:
            if (mode := stat.S_IMODE(path.stat().st_mode)) & stat.S_IROTH:
                raise KeyringError(f"{path} can be read by everybody (mode {mode:o}): chmod 600 {path}")
            found = msgspec.json.decode(path.read_bytes(), type=_File)
        except OSError as error:
            raise KeyringError(f"the keyring {path} (SKERRY_KEYS): {os.strerror(error.errno or 0)}") from error
        except msgspec.DecodeError as error:
            raise KeyringError(f"the keyring {path} (SKERRY_KEYS): {error}; `skerry data keys` makes one") from error
        if found.schema != SCHEMA or found.current not in found.keys:
            raise KeyringError(f"the keyring {path} (SKERRY_KEYS) has no key {found.current!r}, or is not {SCHEMA}")
        keys = {name: _key(path, name, text) for name, text in found.keys.items()}
        return cls(found.current, keys, _key(path, "index", found.index), _key(path, "audit", found.audit))


def _key(path: Path, name: str, text: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except Error:
        found = b""
    if len(found) != SIZE:
        raise KeyringError(f"the key {name!r} in {path} (SKERRY_KEYS) has to be {SIZE} bytes in Base64")
    return found
