"""Copies of the journal, made while work goes on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def backup(path: Path, to: Path, at: float) -> None:
    """Copy the file as it is at one moment into a new one, which says when that was (`at`, Unix time in seconds).

    One read transaction sees one moment, and holds up no writer (WAL). The copy has its name once it is whole and on the disk.

    Raises:
        FileExistsError: there is something of that name.
        OSError, sqlite3.Error: it can't be written.
    """
    if to.exists():
        raise FileExistsError(f"{to} exists already; name a new file")
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("DELETE FROM copied")
            copy.execute("INSERT INTO copied VALUES (?)", (at,))
            (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
        _synced(part)
        part.rename(to)
        _synced(to.parent)
    finally:
        part.unlink(missing_ok=True)


def _synced(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
