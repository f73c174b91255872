"""One log as it is written: records go to the end of its last segment in batches, each durable before `append` returns.

Nothing that stands in a file is ever changed, except that a batch which could not be written whole is taken back. What a crash left at
the end is closed off by a record that says how many bytes it was; what is missing although the mark knew it is said by a record, and
the numbers go on behind it, so that the gap stays to be seen.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

from skerry_runtime.audit.mark import NOTHING, Mark, Marked
from skerry_runtime.audit.record import SCHEMA, START, line, read, seal
from skerry_runtime.audit.segment import Standing, lasting, numbers, path_of, standing

log = logging.getLogger("skerry.audit")
LARGEST = 64 << 20  # bytes of a segment
_DAY = 86_400.0
_LOCKED = 15.0  # seconds that a predecessor of the same name has to end
Record = dict[str, Any]


class InUse(OSError):
    """Another process writes this log."""


class Chain:
    """The log of one instance of a service in a folder. Not for several threads.

    `key` seals the mark and the heads of segments; `keep` is how many seconds a segment stays (0: for ever); `marks` is the folder of the
    mark, best on another disk or of another owner than the log.
    """

    def __init__(
        self, folder: Path, service: str, instance: str, *, key: bytes = b"", keep: float = 0.0, largest: int = LARGEST,
        marks: Path | None = None,
    ) -> None:  # fmt: skip
        self._folder, self._service, self._instance = folder, service, instance
        self._key, self._keep, self._largest = key, keep, largest
        self._mark = Mark((marks or folder) / f"{instance}.mark", key)
        self._log, self._seq, self._hash = "", 0, START
        self._file, self._size, self._number = -1, 0, 0
        self._day = 0.0  # Unix time at which the day of the segment begins
        self._doubtful = False

    def open(self) -> None:
        """Takes the log up where it ended.

        Raises:
            InUse: another process has it.
            OSError: it can't be read or written.
        """
        for each in {self._folder, self._mark.path.parent}:
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._mark.open()
        _lock(self._mark)
        marked = self._mark.read()
        there = numbers(self._folder, self._instance)
        if marked is None and not there:
            self._log = uuid4().hex
            self._mark.write(self._log, 0, START, 0, last=True)
            lasting(self._mark.path.parent)
        missing = self._taken_up(marked, there) if marked or there else ""
        if missing:
            log.critical("the audit log of %s is damaged: %s", self._instance, missing)
        self.append([{"at": now(), "kind": "opened"}, *([_damaged(missing)] if missing else [])])
        self._prune()

    def append(self, batch: Sequence[Record]) -> None:
        """Writes records; they are durable when it returns.

        Raises:
            OSError: none of them was written.
        """
        if self._doubtful:
            self._close_file()
            self._doubtful = False
        if self._file < 0 or self._size >= self._largest or not 0 <= time.time() - self._day < _DAY:
            self._turn()
        self._put(self._lines(batch))

    def close(self) -> None:
        """Says that it ends here."""
        try:
            self.append([{"at": now(), "kind": "closed"}])
            self._mark.write(self._log, self._seq, self._hash, self._number, last=True)
        finally:
            self._close_file()
            self._mark.close()

    # — what stands there —

    def _taken_up(self, marked: Marked | None, there: Sequence[int]) -> str:
        """Goes on behind the last record; what is missing before it, '' nothing."""
        known = marked or NOTHING
        found = self._last(known, list(there))
        self._log = known.log or (str(found.first.get("log", "")) if found else "") or uuid4().hex
        if found and marked and found.seq >= known.seq and found.first.get("log") == known.log:
            self._seq, self._hash = found.seq, found.hash
            self._closed_off(found)
            return ""
        self._number = max([known.segment, *there])
        ends = found.seq if found else 0
        if marked is None:
            self._seq, self._hash = (found.seq, found.hash) if found else (0, START)
            return "its mark is missing or can't be read, so what was cut off is not known"
        self._seq, self._hash = known.seq, known.hash
        return f"it ends with record {ends}, and {known.seq} were written" if known.seq else ""

    def _last(self, known: Marked, there: list[int]) -> Standing | None:
        """How the last segment ends. One that was only about to begin is taken away: nothing whole ever stood in it."""
        while there:
            path = path_of(self._folder, self._instance, there[-1])
            found = standing(path)
            if found is None and there[-1] > known.segment and b"\n" not in path.read_bytes():
                path.unlink()
                there.pop()
                continue
            self._number = there[-1]
            return found
        return None

    def _closed_off(self, found: Standing) -> None:
        """Opens the file behind its last whole record; a torn write behind that gets a record."""
        path = path_of(self._folder, self._instance, self._number)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._size, self._day = found.size + len(found.rest), _begun(str(found.first.get("at", "")))
        if not found.rest:
            return
        between = b"" if found.rest.endswith(b"\n") else b"\n"
        said = {"at": now(), "kind": "torn", "bytes": len(found.rest), "sha256": hashlib.sha256(found.rest).hexdigest()}
        self._put(self._lines([said]), between)

    # — what is written —

    def _lines(self, batch: Sequence[Record]) -> list[tuple[bytes, str]]:
        found, previous = [], self._hash
        for at, values in enumerate(batch, self._seq + 1):
            text, previous = line(at, previous, values)
            found.append((text, previous))
        return found

    def _put(self, lines: Sequence[tuple[bytes, str]], before: bytes = b"") -> None:
        data = before + b"".join(text for text, _ in lines)
        try:
            _written(self._file, data)
        except OSError:
            self._taken_back()
            raise
        try:
            os.fdatasync(self._file)
        except OSError:  # the kernel may have dropped what it could not write: this file is not trusted any more
            self._taken_back()
            self._doubtful = True
            raise
        self._size += len(data)
        self._seq, self._hash = self._seq + len(lines), lines[-1][1]
        self._mark.write(self._log, self._seq, self._hash, self._number)

    def _taken_back(self) -> None:
        try:
            os.ftruncate(self._file, self._size)
        except OSError:
            self._doubtful = True

    def _turn(self) -> None:
        """Begins the next segment, whose first record says what it follows."""
        self._close_file()
        self._number += 1
        path = path_of(self._folder, self._instance, self._number)
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            at = now()
            self._size, self._day = 0, _begun(at)
            head = {
                "at": at, "kind": "segment", "schema": SCHEMA, "service": self._service, "instance": self._instance,
                "log": self._log, "segment": self._number,
            }  # fmt: skip
            signed = seal(self._key, "segment", self._log, self._number, self._seq + 1, self._hash)
            self._put(self._lines([{**head, **({"seal": signed} if signed else {})}]))
        except OSError:
            self._close_file()
            path.unlink(missing_ok=True)
            self._number -= 1
            raise
        lasting(self._folder)
        if self._number > 1 and self._seq > 1:
            self._prune()

    def _prune(self) -> None:
        """Lets go of segments that are older than they have to be kept, once the log says so."""
        if not self._keep:
            return
        there, through = numbers(self._folder, self._instance), 0
        limit = datetime.fromtimestamp(time.time() - self._keep, UTC).isoformat()
        for older, newer in pairwise(there):
            with path_of(self._folder, self._instance, newer).open("rb") as file:
                head = read(file.readline())
            if head is None or str(head[0]["at"]) >= limit:
                break
            through = older
        if not through:
            return
        self._put(self._lines([{"at": now(), "kind": "dropped", "through": through, "before": limit}]))
        for each in there:
            if each <= through:
                path_of(self._folder, self._instance, each).unlink()
        lasting(self._folder)

    def _close_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def now() -> str:
    """The time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _begun(at: str) -> float:
    """The Unix time at which the day of a moment (UTC, ISO 8601) begins; 0 for what is no moment."""
    try:
        return datetime.fromisoformat(at[:10]).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _damaged(what: str) -> Record:
    return {"at": now(), "kind": "damaged", "what": what}


def _written(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _lock(mark: Mark) -> None:
    until = time.monotonic() + _LOCKED
    while True:
        try:
            fcntl.flock(mark.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > until:
                mark.close()
                raise InUse(
                    f"another process writes the audit log {mark.path.with_suffix('')}: give each replica its own SKERRY_INSTANCE"
                ) from error
        time.sleep(0.1)
