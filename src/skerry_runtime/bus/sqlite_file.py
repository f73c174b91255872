"""The file of the SQLite bus: its tables, and each step on them as one transaction. Runs in a thread of its own, knows no event loop.

Publications are synced to the disk before they are confirmed. What groups note about their progress is not (synchronous=NORMAL): after
a loss of power some events are delivered again, none is lost. Writers queue on a lock file: SQLite's own waiting sleeps and polls.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from skerry_runtime.bus.lanes import Held
from skerry_runtime.bus.port import DeadLetter, Lag
from skerry_runtime.clock import since_start, wall

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, id TEXT, type TEXT, key TEXT,
    only_for TEXT NOT NULL DEFAULT '', at REAL, body BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS events_once ON events (source, id) WHERE only_for = '';
CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, types TEXT, position INTEGER NOT NULL, seen REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS flying (grp TEXT, seq INTEGER, key TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0, trying INTEGER NOT NULL DEFAULT 0, owner TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (grp, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS workers (name TEXT PRIMARY KEY, grp TEXT, types TEXT, until REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead (grp TEXT, seq INTEGER, id TEXT, type TEXT, key TEXT, reason TEXT, attempts INTEGER, at REAL,
    body BLOB, PRIMARY KEY (grp, seq)) WITHOUT ROWID;
"""
_SCAN = 1000
_BEYOND = 86400.0  # no lease is that long
_HEARD = "(only_for = ?1 OR (only_for = '' AND type IN (SELECT value FROM json_each(?2))))"


@dataclass(frozen=True, slots=True)
class Row:
    """An event to be stored."""

    source: str
    id: str
    type: str
    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """What became of an event that was held: `reason` is why it is dead, None if it is not; `done` if it is finished."""

    seq: int
    done: bool
    attempts: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of a group in some process; `alive` tells whether the process of a worker's name still lives."""

    name: str
    group: str
    types: tuple[str, ...]
    lease: float
    alive: Callable[[str], bool]


@lru_cache(256)
def _types(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


class BusFile:
    """A connection to the file. `synced` says whether a commit waits for the disk."""

    def __init__(self, path: Path, synced: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
        self._db.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
        with self._locked():
            self._prepare(path)

    def _prepare(self, path: Path) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise sqlite3.DatabaseError(f"{path} is of version {version}, and this runtime knows {_VERSION}")
        if version < _VERSION:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._locked():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection."""
        self._db.close()
        os.close(self._lock)

    def check(self) -> None:
        """A sign of life."""
        self._db.execute("SELECT count(*) FROM groups").fetchone()

    def publish(self, rows: Sequence[Row]) -> list[str]:
        """Stores events that are not there yet; gives the workers that hear them."""
        now = wall()
        values = [(row.source, row.id, row.type, row.key, now, row.body) for row in rows]
        with self._writing() as db:
            db.executemany(
                "INSERT INTO events (source, id, type, key, at, body) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                values,
            )
            workers = db.execute("SELECT name, types FROM workers").fetchall()
        published = {row.type for row in rows}
        return [name for name, types in workers if not published.isdisjoint(_types(types))]

    def join(self, worker: Worker) -> None:
        """Makes the worker a member of its group, and the group, if it is new."""
        with self._writing() as db:
            self._bury_workers(db, worker)
            others = db.execute("SELECT types FROM workers WHERE grp = ?", (worker.group,)).fetchall()
            types = json.dumps(sorted({*worker.types, *(name for (text,) in others for name in json.loads(text))}))
            db.execute(
                "INSERT INTO groups VALUES (?1, ?2, 0, ?3) ON CONFLICT DO UPDATE SET types = ?2, seen = ?3",
                (worker.group, types, wall()),
            )
            self._beat(db, worker)

    def trying(self, worker: Worker, seq: int) -> None:
        """The worker tries this event, and nothing else."""
        with self._writing() as db:
            db.execute(
                "UPDATE flying SET trying = seq = ? WHERE grp = ? AND owner = ?", (seq, worker.group, worker.name)
            )

    def leave(self, worker: Worker, notes: Sequence[Note]) -> list[str]:
        """Notes what is to be noted, gives back what the worker holds, and forgets it; gives the workers that are left."""
        with self._writing() as db:
            self._note(db, worker, notes)
            db.execute(
                "UPDATE flying SET owner = '', trying = 0 WHERE grp = ? AND owner = ?", (worker.group, worker.name)
            )
            db.execute("DELETE FROM workers WHERE name = ?", (worker.name,))
            return [name for (name,) in db.execute("SELECT name FROM workers WHERE grp = ?", (worker.group,))]

    def beat(self, worker: Worker) -> None:
        """Says that the worker lives."""
        with self._writing() as db:
            self._beat(db, worker)

    def inherit(self, worker: Worker) -> bool:
        """Takes from workers of the group that live no more what they hold; says whether there were any."""
        if not self._gone(worker):
            return False
        with self._writing() as db:
            self._bury_workers(db, worker)
        return True

    def step(self, worker: Worker, notes: Sequence[Note], room: int, share: int | None = None) -> list[Held]:
        """Notes what became of events, and takes up to `room` more; where the group has other workers too, up to `share`."""
        if not notes and not (room and self._anything(worker)):
            return []
        with self._writing() as db:
            self._note(db, worker, notes)
            if share is not None and share < room and self._others(db, worker):
                room = share
            return self._claim(db, worker, room) if room > 0 else []

    @staticmethod
    def _others(db: sqlite3.Connection, worker: Worker) -> bool:
        return bool(db.execute("SELECT count(*) FROM workers WHERE grp = ?", (worker.group,)).fetchone()[0] > 1)

    def _anything(self, worker: Worker) -> bool:
        query = (
            "SELECT EXISTS (SELECT 1 FROM flying WHERE grp = ?1 AND owner = '')"
            " OR (SELECT max(seq) FROM events) > (SELECT position FROM groups WHERE name = ?1)"
        )
        return bool(self._db.execute(query, (worker.group,)).fetchone()[0])

    @staticmethod
    def _note(db: sqlite3.Connection, worker: Worker, notes: Sequence[Note]) -> None:
        """Each note counts only while the worker still owns the event: another may have taken it over."""
        mine = "grp = ? AND seq = ? AND owner = ?"
        who = (worker.group, worker.name)
        for note in notes:
            if note.reason is not None:
                db.execute(
                    "INSERT INTO dead SELECT f.grp, f.seq, coalesce(nullif(e.id, ''), 'at-' || f.seq), e.type, f.key, ?, ?, ?, e.body"
                    " FROM flying f JOIN events e USING (seq) WHERE f.grp = ? AND f.seq = ? AND f.owner = ?",
                    (note.reason, note.attempts, wall(), who[0], note.seq, who[1]),
                )
        failed = [(note.attempts, who[0], note.seq, who[1]) for note in notes if not note.done]
        done = [(who[0], note.seq, who[1]) for note in notes if note.done]
        db.executemany(f"UPDATE flying SET attempts = ? WHERE {mine}", failed)
        db.executemany(f"DELETE FROM flying WHERE {mine}", done)

    def _claim(self, db: sqlite3.Connection, worker: Worker, room: int) -> list[Held]:
        """The lowest free events of the group whose keys no other worker has in hand."""
        self._advance(db, worker.group)
        rows = db.execute(
            "SELECT f.seq, f.key, e.body, f.attempts, f.deaths FROM flying f JOIN events e USING (seq) WHERE f.grp = ?1 AND f.owner = ''"
            f" AND {_HEARD} AND f.key NOT IN"
            " (SELECT key FROM flying WHERE grp = ?1 AND key <> '' AND owner NOT IN ('', ?3))"
            " ORDER BY f.seq LIMIT ?4",
            (worker.group, json.dumps(worker.types), worker.name, room),
        ).fetchall()
        db.executemany(
            "UPDATE flying SET owner = ? WHERE grp = ? AND seq = ?",
            [(worker.name, worker.group, row[0]) for row in rows],
        )
        return [Held(seq, key, body, attempts, deaths) for seq, key, body, attempts, deaths in rows]

    @staticmethod
    def _advance(db: sqlite3.Connection, group: str) -> None:
        """Moves the group's position on, and lists what lies between as flying; not while plenty of it is."""
        position, types = db.execute("SELECT position, types FROM groups WHERE name = ?", (group,)).fetchone()
        if db.execute("SELECT count(*) FROM flying WHERE grp = ?", (group,)).fetchone()[0] >= 2 * _SCAN:
            return
        last = db.execute(
            "SELECT max(seq) FROM (SELECT seq FROM events WHERE seq > ? ORDER BY seq LIMIT ?)", (position, _SCAN)
        ).fetchone()[0]
        if last is None:
            return
        db.execute(
            f"INSERT INTO flying (grp, seq, key) SELECT ?1, seq, key FROM events WHERE seq > ?3 AND seq <= ?4 AND {_HEARD}",
            (group, types, position, last),
        )
        db.execute("UPDATE groups SET position = ? WHERE name = ?", (last, group))

    @staticmethod
    def _beat(db: sqlite3.Connection, worker: Worker) -> None:
        row = (worker.name, worker.group, json.dumps(worker.types), since_start() + worker.lease)
        db.execute("INSERT OR REPLACE INTO workers VALUES (?, ?, ?, ?)", row)
        db.execute("UPDATE groups SET seen = ? WHERE name = ?", (wall(), worker.group))

    def _gone(self, worker: Worker) -> list[str]:
        """Workers whose lease has run out, or whose process is gone; a lease from before a restart of the host counts for nothing."""
        now = since_start()
        rows = self._db.execute(
            "SELECT name, until FROM workers WHERE grp = ? AND name <> ?", (worker.group, worker.name)
        )
        return [name for name, until in rows.fetchall() if not (now < until < now + _BEYOND and worker.alive(name))]

    def _bury_workers(self, db: sqlite3.Connection, worker: Worker) -> None:
        for name in self._gone(worker):
            self._blame(db, worker.group, name)
            db.execute("UPDATE flying SET owner = '', trying = 0 WHERE grp = ? AND owner = ?", (worker.group, name))
            db.execute("DELETE FROM workers WHERE name = ?", (name,))

    @staticmethod
    def _blame(db: sqlite3.Connection, group: str, name: str) -> None:
        """A worker died of the event that it tried alone, or else perhaps of one of those that were first in their keys."""
        first = (
            "SELECT min(seq) FROM flying WHERE grp = ?1 AND owner = ?2 GROUP BY CASE key WHEN '' THEN seq ELSE key END"
        )
        blamed = "UPDATE flying SET deaths = deaths + 1 WHERE grp = ?1 AND owner = ?2 AND "
        if not db.execute(blamed + "trying = 1", (group, name)).rowcount:
            db.execute(f"{blamed} seq IN ({first})", (group, name))

    def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        rows = self._db.execute(
            "SELECT id, type, reason, attempts, at, body FROM dead WHERE grp = ? ORDER BY seq", (group,)
        ).fetchall()
        return tuple(DeadLetter(*row) for row in rows)

    def replay(self, group: str, ids: Sequence[str]) -> tuple[int, list[str]]:
        """Stores dead letters once more, for this group alone; gives how many, and the group's workers."""
        with self._writing() as db:
            which = "grp = ?1 AND (?2 = '[]' OR id IN (SELECT value FROM json_each(?2)))"
            values = (group, json.dumps(list(ids)))
            db.execute(
                "INSERT INTO events (source, id, type, key, only_for, at, body)"
                f" SELECT '', id, type, key, grp, ?3, body FROM dead WHERE {which} ORDER BY seq",
                (*values, wall()),
            )
            found = db.execute(f"DELETE FROM dead WHERE {which}", values).rowcount
            return found, [name for (name,) in db.execute("SELECT name FROM workers WHERE grp = ?", (group,))]

    def lag(self, group: str) -> Lag:
        """How far the group is behind."""
        found = self._db.execute("SELECT position, types FROM groups WHERE name = ?", (group,)).fetchone()
        if found is None:
            return Lag()
        waiting, first = self._db.execute(
            f"SELECT count(*), min(at) FROM events WHERE seq > ?3 AND {_HEARD}", (group, found[1], found[0])
        ).fetchone()
        flying, oldest = self._db.execute(
            "SELECT count(*), min(e.at) FROM flying f JOIN events e USING (seq) WHERE f.grp = ?", (group,)
        ).fetchone()
        (dead,) = self._db.execute("SELECT count(*) FROM dead WHERE grp = ?", (group,)).fetchone()
        since = min((at for at in (first, oldest) if at is not None), default=None)
        return Lag(waiting + flying, flying, dead, 0.0 if since is None else max(0.0, wall() - since))

    def prune(self, keep: float, most: int = 5000) -> int:
        """Deletes events older than `keep` seconds that no group seen since then has still to handle; at most `most` of them."""
        since = wall() - keep
        with self._writing() as db:
            db.execute("DELETE FROM flying WHERE grp IN (SELECT name FROM groups WHERE seen < ?)", (since,))
            return db.execute(
                "DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE at < ?1"
                " AND seq <= (SELECT coalesce(min(position), 9e18) FROM groups WHERE seen >= ?1)"
                " AND seq NOT IN (SELECT seq FROM flying) ORDER BY seq LIMIT ?2)",
                (since, most),
            ).rowcount
