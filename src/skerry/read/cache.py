"""What is remembered of a tree from one reading to the next: outlines by content, resolved files by content and by what they asked.

One file a tree, in the user's cache folder (never in the tree that is read). It is dropped when any reader's code has changed, and a
damaged one counts as absent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache as once
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

import skerry.read
from skerry.kernel.cache import cache_folder
from skerry.read.outline import Note


class Entry(msgspec.Struct, array_like=True, gc=False):
    """One file's memory. `head` and `body` are encoded.

    `linked` holds on the `basis` and while what was `asked` has the same answers; `told` are the derived tables among what was asked.
    """

    path: str
    role: str
    size: int
    stamp: int
    lines: int
    notes: tuple[Note, ...]
    generated: bool
    language: str
    face: bytes  # digest of the head without its line numbers
    head: msgspec.Raw
    body: msgspec.Raw
    basis: bytes = b""
    linked: msgspec.Raw = msgspec.Raw(b"\xc0")
    asked: bytes = b""
    told: tuple[str, ...] = ()


class Memory(NamedTuple):
    """What is remembered of a tree: its files by path, and how the derived tables answered."""

    entries: dict[str, Entry]
    tables: dict[str, bytes]


class _Stored(msgspec.Struct, array_like=True, gc=False):
    code: bytes
    entries: list[Entry]
    tables: dict[str, bytes]


def load(root: Path) -> Memory:
    """What is remembered of a tree; nothing if there is none that can be used."""
    try:
        stored = msgspec.msgpack.decode(_file(root).read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Memory({}, {})
    if stored.code != code():
        return Memory({}, {})
    return Memory({entry.path: entry for entry in stored.entries}, stored.tables)


def save(root: Path, entries: Iterable[Entry], tables: dict[str, bytes]) -> None:
    """Remember a tree. That it can't be written is no reason to fail."""
    try:
        write(_file(root), msgspec.msgpack.encode(_Stored(code(), list(entries), tables)))
    except OSError:
        return


def write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, its folder too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f"{file.suffix}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(file)


def _file(root: Path) -> Path:
    return cache_folder() / f"{blake2b(os.fsencode(root.resolve()), digest_size=12).hexdigest()}.facts"


@once
def code() -> bytes:
    """A digest of the readers' own code: a changed reader reads everything anew."""
    digest = blake2b(digest_size=16)
    for path in sorted(Path(skerry.read.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()
