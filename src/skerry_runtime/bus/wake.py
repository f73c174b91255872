"""Pipes beside a file by which processes of one host wake one another, and tell who is still alive: idle costs nothing.

Each process keeps one named pipe open for reading; a pipe that nobody reads belonged to a process that has died.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

_SUFFIX = ".pipe"


class Pipe:
    """This process's pipe in `folder`, called `name`; what arrives in it sets `rung`."""

    def __init__(self, folder: Path, name: str, rung: asyncio.Event) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / (name + _SUFFIX)
        made = folder / (name + ".new")  # it gets its name when it can be written to: till then it would look dead
        os.mkfifo(made, 0o600)
        self._file = os.open(made, os.O_RDWR | os.O_NONBLOCK)
        made.rename(self._path)
        self._rung = rung
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._file, self._read)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._file, 65536)
        self._rung.set()

    def close(self) -> None:
        """Takes the pipe away."""
        self._loop.remove_reader(self._file)
        self._path.unlink(missing_ok=True)
        os.close(self._file)


def ring(folder: Path, names: Iterable[str]) -> None:
    """Wakes the processes of these pipes."""
    for name in names:
        _touch(f"{folder}/{name}{_SUFFIX}", b"!")


def sweep(folder: Path) -> None:
    """Clears away the pipes of the dead."""
    for path in folder.glob("*" + _SUFFIX):
        _touch(str(path), b"")


def alive(folder: Path, name: str) -> bool:
    """Whether the process of this pipe lives; it may be frozen all the same."""
    return _touch(f"{folder}/{name}{_SUFFIX}", b"")


def _touch(path: str, what: bytes) -> bool:
    try:
        file = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ENXIO:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)  # noqa: PTH108 (on the way of every publication)
        return False
    try:
        with contextlib.suppress(BlockingIOError):  # full: it has been woken often enough
            os.write(file, what)
    finally:
        os.close(file)
    return True
