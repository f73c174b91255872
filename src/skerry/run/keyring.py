"""Keyrings, the files that services read by `SKERRY_KEYS`: made, and given a new key. Only their owner can read them."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SCHEMA = "skerry.keys/1"
OFF = "off"  # what SKERRY_KEYS says where nothing can be encrypted
SIZE = 32


class NoKeyring(ValueError):
    """The file is no keyring."""


def usable() -> bool:
    """Whether the library that encrypts is installed."""
    return find_spec("cryptography") is not None


def kept(path: Path) -> Path:
    """The keyring in this file; a new one where there is none.

    Raises:
        OSError: it can't be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(
            path, {"schema": SCHEMA, "current": "k1", "keys": {"k1": _random()}, "index": _random(), "audit": _random()}
        )
    return path


def rotated(path: Path) -> str:
    """Adds a key, with which all new data is encrypted from the next start on; its name. The older ones stay: data needs them.

    Raises:
        NoKeyring: the file is none.
        OSError: it can't be read or written.
    """
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        names = found["keys"]
        name = f"k{max([int(each[1:]) for each in names if each[1:].isdecimal()], default=0) + 1}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoKeyring(f"{path} is no keyring: {error}") from error
    _write(path, {**found, "current": name, "keys": {**names, name: _random()}})
    return name


def _random() -> str:
    return b64encode(os.urandom(SIZE)).decode()


def _write(path: Path, found: dict[str, Any]) -> None:
    """Readers see the old file or the new one, and never one that others could read."""
    draft = path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as out:
        out.write(json.dumps(found, indent=1) + "\n")
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
