"""The journal's file: its tables and their versions, the queue of writers of several processes, and transactions."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skerry_runtime.saga.port import NewerStore

# Forward steps: the file's user_version is how many of them it has seen. One that has been released never changes.
STEPS = (
    """
    CREATE TABLE saga (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, version INTEGER NOT NULL,
        correlation TEXT NOT NULL, start TEXT NOT NULL, began REAL NOT NULL, deadline REAL NOT NULL, ended REAL,
        status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        way TEXT NOT NULL DEFAULT 'running', step TEXT NOT NULL DEFAULT '', parked TEXT NOT NULL DEFAULT '',
        owner TEXT NOT NULL, fence INTEGER NOT NULL DEFAULT 1,
        recoveries INTEGER NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0,
        since INTEGER NOT NULL DEFAULT 0, until INTEGER);
    CREATE INDEX saga_open ON saga (owner) WHERE status IN ('running', 'compensating');
    CREATE INDEX saga_parked ON saga (number) WHERE status = 'parked';
    CREATE INDEX saga_correlation ON saga (name, correlation) WHERE correlation != '';
    CREATE INDEX saga_ended ON saga (ended) WHERE ended IS NOT NULL;
    CREATE TABLE journal (
        saga INTEGER NOT NULL, n INTEGER NOT NULL, at REAL NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (saga, n)) WITHOUT ROWID;
    CREATE TABLE worker (
        name TEXT PRIMARY KEY, incarnation TEXT NOT NULL, pid INTEGER NOT NULL, boot TEXT NOT NULL, until REAL NOT NULL);
    CREATE TABLE signal (
        number INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, correlation TEXT NOT NULL, event TEXT NOT NULL,
        at REAL NOT NULL, data TEXT NOT NULL, UNIQUE (correlation, type, event));
    CREATE INDEX signal_at ON signal (at);
    """,
    # Under which fence a line was written; what a saga waits for, since when, and until when; the journal's time; when this file
    # was copied, if it is a copy that nobody has opened yet.
    """
    ALTER TABLE journal ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE saga ADD COLUMN waits TEXT NOT NULL DEFAULT '';
    ALTER TABLE saga ADD COLUMN waiting REAL;
    ALTER TABLE saga ADD COLUMN due REAL;
    CREATE INDEX saga_due ON saga (due) WHERE due IS NOT NULL;
    CREATE TABLE clock (boot TEXT NOT NULL, ahead REAL NOT NULL, latest REAL NOT NULL);
    CREATE TABLE copied (at REAL NOT NULL);
    """,
)


class Store:
    """One connection to the file. Not safe for several threads at once; what comes after `open` belongs to one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
        self.connection.row_factory = sqlite3.Row
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        # FULL: a commit has reached the disk when it returns. Without it the last ones are lost with the power.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            with self._queued():
                self.connection.execute(f"PRAGMA {pragma}")
        self._upgrade()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What is written inside is durable afterwards, or, after an exception, not there."""
        with self._queued():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """Writers of all processes queue here: SQLite's own waiting sleeps and polls, at 5 to 17 times the delay (99th percentile)."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _upgrade(self) -> None:
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(STEPS):
                raise NewerStore(
                    f"{self.path} has version {version}, but this library knows {len(STEPS)}; install a newer skerry"
                )
            for step in STEPS[version:]:
                for statement in filter(str.strip, step.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(STEPS)}")

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()
        os.close(self._lock)
