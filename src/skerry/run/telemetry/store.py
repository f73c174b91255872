"""Traces, logs and metrics in one SQLite file, written by the supervisor, read by whoever asks; the oldest are forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from skerry.run.telemetry.measured import Point
from skerry.run.telemetry.received import Record, Span

_SCHEMA = """
CREATE TABLE IF NOT EXISTS span (
    trace TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, service TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, status TEXT NOT NULL, attributes TEXT NOT NULL, links TEXT NOT NULL,
    PRIMARY KEY (trace, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS span_start ON span (start);
CREATE TABLE IF NOT EXISTS log (
    at INTEGER NOT NULL, service TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL, trace TEXT NOT NULL, span TEXT NOT NULL,
    attributes TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS log_at ON log (at);
CREATE INDEX IF NOT EXISTS log_trace ON log (trace);
CREATE TABLE IF NOT EXISTS point (
    service TEXT NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL,
    since INTEGER NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, counts TEXT NOT NULL, bounds TEXT NOT NULL,
    PRIMARY KEY (name, service, instance, attributes, since, at)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS point_at ON point (at);
"""
KEPT = 500_000  # spans, log records, and points of metrics
LARGEST = 256 * 1024 * 1024  # bytes of the file, about


class Store:
    """The file. Writing belongs to one thread; reading opens a connection of its own."""

    def __init__(self, path: Path, kept: int = KEPT, largest: int = LARGEST) -> None:
        self._path, self._kept, self._largest = path, kept, largest
        self._writing: sqlite3.Connection | None = None
        self._since = 0
        self._last: dict[tuple[object, ...], tuple[float, tuple[int, ...]]] = {}  # what each series has said

    def add_spans(self, spans: Iterable[Span]) -> None:
        """Keeps spans; one that is there already is replaced."""
        rows = [
            (
                s.trace,
                s.id,
                s.parent,
                s.service,
                s.name,
                s.kind,
                s.start,
                s.end,
                s.status,
                _json(s.attributes),
                _json(s.links),
            )
            for s in spans
        ]
        self._write("INSERT OR REPLACE INTO span VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)

    def add_records(self, records: Iterable[Record]) -> None:
        """Keeps log records."""
        rows = [(r.at, r.service, r.level, r.text, r.trace, r.span, _json(r.attributes)) for r in records]
        self._write("INSERT INTO log VALUES (?,?,?,?,?,?,?)", rows)

    def add_points(self, points: Iterable[Point]) -> None:
        """Keeps points of metrics, but for those that say what the last one of their series has said."""
        rows = []
        for each in points:
            series = (each.service, each.instance, each.name, _json(each.attributes), each.since)
            said = (each.value, each.counts)
            if self._last.get(series) != said:
                self._last[series] = said
                rows.append((*series, each.at, each.value, _json(each.counts), _json(each.bounds)))
        self._write("INSERT OR REPLACE INTO point VALUES (?,?,?,?,?,?,?,?,?)", rows)

    def points(self, name: str, until: int) -> list[Point]:
        """The last point of each series of this name that is not after `until` (nanoseconds)."""
        newest = (
            "SELECT * FROM point AS p WHERE name = ? AND at = (SELECT max(at) FROM point AS q WHERE q.name = p.name AND "
            "q.service = p.service AND q.instance = p.instance AND q.attributes = p.attributes AND q.since = p.since AND q.at <= ?)"
        )
        with closing(self._reading()) as connection:
            return list(_points(connection.execute(newest, (name, until))))

    def trace(self, trace: str) -> list[Span]:
        """The spans of a trace, by the beginning of its id; [] if there is none."""
        with closing(self._reading()) as connection:
            begin = trace.lower()
            found = connection.execute(
                "SELECT trace FROM span WHERE trace >= ? AND trace < ? || 'g' LIMIT 1", (begin, begin)
            ).fetchone()
            if found is None:
                return []
            return list(_spans(connection.execute("SELECT * FROM span WHERE trace = ? ORDER BY start", found)))

    def find(self, text: str = "", limit: int = 20) -> list[Span]:
        """The roots of the newest traces in which some span has this text in its name or its attributes."""
        with closing(self._reading()) as connection:
            rows = connection.execute(
                "SELECT trace, max(start) AS last FROM span WHERE ? = '' OR instr(name, ?) OR instr(attributes, ?) "
                "GROUP BY trace ORDER BY last DESC LIMIT ?",
                (text, text, text, limit),
            ).fetchall()
            first = "SELECT * FROM span WHERE trace = ? ORDER BY parent != '', start LIMIT 1"
            return [span for row in rows for span in _spans(connection.execute(first, (row[0],)))]

    def spans(self) -> list[Span]:
        """All of them. The file is only read, and may be another program's.

        Raises:
            sqlite3.Error: it is none of ours.
        """
        with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return list(_spans(connection.execute("SELECT * FROM span ORDER BY start")))

    def close(self) -> None:
        """Ends writing."""
        if self._writing:
            self._writing.close()
            self._writing = None

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        if self._writing is None:
            self._writing = sqlite3.connect(self._path, check_same_thread=False)
            self._writing.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;{_SCHEMA}")
        with self._writing:
            self._writing.executemany(statement, rows)
        self._since += len(rows)
        if self._since > self._kept // 10 or self._size(self._writing) > self._largest:
            self._forget(self._writing)

    def _forget(self, connection: sqlite3.Connection) -> None:
        """Forgets the oldest: what is more than is kept, and half of it while the file is too large. Its pages are used again."""
        self._since = 0
        keep = self._kept
        while True:
            for table, at in (("span", "start"), ("log", "at"), ("point", "at")):
                with connection:
                    edge = connection.execute(
                        f"SELECT {at} FROM {table} ORDER BY {at} DESC LIMIT 1 OFFSET ?", (keep,)
                    ).fetchone()
                    if edge:
                        connection.execute(f"DELETE FROM {table} WHERE {at} <= ?", edge)
            if keep == 0 or self._size(connection) <= self._largest * 3 // 4:
                return
            keep //= 2

    @staticmethod
    def _size(connection: sqlite3.Connection) -> int:
        """Bytes in use."""
        pages, free, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _reading(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.executescript(_SCHEMA)
        return connection


def _spans(rows: Iterable[tuple[str, ...]]) -> Iterator[Span]:
    for trace, id_, parent, service, name, kind, start, end, status, attributes, links in rows:
        pairs = tuple((link[0], link[1]) for link in json.loads(links))
        yield Span(trace, id_, parent, service, name, kind, int(start), int(end), status, json.loads(attributes), pairs)


def _points(rows: Iterable[tuple[Any, ...]]) -> Iterator[Point]:
    for service, instance, name, attributes, since, at, value, counts, bounds in rows:
        histogram = tuple(json.loads(counts)), tuple(json.loads(bounds))
        yield Point(service, instance, name, json.loads(attributes), since, at, value, *histogram)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
