"""A set of documents as they stand somewhere: a file and what it refers to, a folder, or a revision of a repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_BYTES = 64 * 1024 * 1024
MAX_FILES = 20_000
_SUFFIXES = (".json", ".yaml", ".yml", ".graphql", ".graphqls", ".gql", ".proto", ".binpb", ".desc")
_SKIPPED = ("node_modules", "__pycache__", "vendor")

Fetch = Callable[[str], bytes | None]


class TooLargeError(Exception):
    """A document of more than `MAX_BYTES`."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Documents by name, relative and with `/`. `names` are those that were asked for; `fetch` gives any file beside them.

    `fetch` answers None for what is not there or lies outside, and raises `TooLargeError`; `label` is what stands before names
    in messages (a folder, `main:`), so that `label + name` is what a person can open. `alone`: a person named this one file.
    """

    label: str
    names: tuple[str, ...]
    fetch: Fetch
    alone: bool = False

    def place(self, name: str) -> str:
        """The name of a document as messages show it."""
        return self.label + name


def of_texts(texts: dict[str, bytes], label: str = "") -> Bundle:
    """The documents of a dictionary."""
    return Bundle(label, tuple(sorted(texts)), lambda name: texts.get(normal(name)))


def of_file(path: Path) -> Bundle:
    """One file; what it refers to is looked for beside it and in the folders below."""
    folder = path.parent
    return Bundle(f"{folder}{os.sep}" if str(folder) != "." else "", (path.name,), _reader(folder), alone=True)


def of_folder(path: Path) -> Bundle:
    """All documents in a folder, hidden and installed ones left out, sorted by name."""
    return Bundle(f"{path}{os.sep}" if str(path) != "." else "", tuple(sorted(_found(path))), _reader(path))


def wanted(name: str) -> bool:
    """Whether a file of this name can be a contract."""
    return name.lower().endswith(_SUFFIXES)


def normal(name: str) -> str:
    """A name without `.` and `..`, as far as they can be taken away."""
    parts: list[str] = []
    for part in PurePosixPath(name).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _found(root: Path) -> list[str]:
    names: list[str] = []
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for file in sorted(files):
            if wanted(file):
                names.append((Path(folder) / file).relative_to(root).as_posix())
        if len(names) >= MAX_FILES:
            break
    return names[:MAX_FILES]


def _reader(root: Path) -> Fetch:
    base = root.resolve()

    def fetch(name: str) -> bytes | None:
        path = (base / name).resolve()
        if not path.is_relative_to(base) or not path.is_file():
            return None
        if path.stat().st_size > MAX_BYTES:
            raise TooLargeError(name)
        try:
            return path.read_bytes()
        except OSError:
            return None

    return fetch
