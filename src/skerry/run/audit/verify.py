"""Whether audit logs are as they were written: what was changed, deleted, put in, put elsewhere, or cut off, and where.

What a crash leaves is no finding: a torn write that a record closes off, or one at the end of a log, behind the mark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from skerry.run.audit import marks
from skerry.run.audit.marks import Mark
from skerry.run.audit.segments import START, Line, Object, Segment, lines, logs


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: `line` counts from 1, 0 is the whole file."""

    path: Path
    line: int
    what: str
    detail: str

    @property
    def place(self) -> str:
        """`FILE:LINE`."""
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(slots=True)
class Verdict:
    """Of all logs in a folder: how many records and segments there are, what is wrong, and what may be said besides."""

    records: int = 0
    segments: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(folder: Path, key: bytes = b"", marked: Path | None = None) -> Verdict:
    """Reads every log of a folder. `key` checks the seals, `marked` is where the marks are if not beside the logs."""
    verdict = Verdict()
    found = logs(folder)
    for instance in logs(marked) if marked else ():
        found.setdefault(instance, [])
    for instance, segments in found.items():
        _Log(verdict, (marked or folder) / f"{instance}.mark", key).verify(segments)
    return verdict


class _Log:
    """One log while it is read."""

    def __init__(self, verdict: Verdict, mark: Path, key: bytes) -> None:
        self._verdict, self._place, self._key = verdict, mark, key
        self._seq, self._hash, self._log = 0, START, ""
        self._dropped = 0
        self._at: Line | None = None
        self._mark: Mark | None = None
        self._marked = ("", 0)  # the hash of the record that the mark names, and the segment it stands in
        self._path = mark

    def verify(self, segments: Sequence[Segment]) -> None:
        self._mark = self._read_mark()
        first = segments[0].number if segments else 1
        for at, segment in enumerate(segments):
            if at and segment.number != segments[at - 1].number + 1:
                missing = segments[at - 1].number + 1
                self._found(segment.path, 0, "gap", f"segment {missing} is missing before it")
            self._segment(segment, last=at == len(segments) - 1, first=at == 0)
        if first > 1 and self._dropped < first - 1:
            detail = f"it begins with segment {first}, and no record says that older ones were let go"
            self._found(segments[0].path, 0, "deleted", detail)
        self._ended()

    # — the mark —

    def _read_mark(self) -> Mark | None:
        try:
            found = marks.read(self._place)
        except OSError:
            self._found(self._place, 0, "mark", "it is missing, so nobody knows how far the log was")
            return None
        except marks.Unreadable as error:
            self._found(self._place, 0, "mark", f"it was changed: {error}")
            return None
        if self._key and found.seal != marks.seal(self._key, "mark", found.log, found.seq, found.hash, found.segment):
            self._found(self._place, 0, "seal", "it is not sealed with this key")
        if found.seal and not self._key:
            self._verdict.notes.append(f"{self._place}: its seal was not checked, since no key was given")
        return found

    def _ended(self) -> None:
        mark = self._mark
        if mark is None:
            return
        if self._seq < mark.seq:
            detail = f"it ends with record {self._seq}, and {mark.seq} were written"
            self._found(self._path, self._at.number if self._at else 0, "truncated", detail)
        elif mark.seq and self._marked != (mark.hash, mark.segment):
            self._found(self._place, 0, "rewritten", f"record {mark.seq} is another one than the mark knows")
        if self._log and mark.log != self._log:
            self._found(self._place, 0, "foreign", f"it is the mark of another log, {mark.log}")

    # — a segment —

    def _segment(self, segment: Segment, *, last: bool, first: bool) -> None:
        self._path, self._verdict.segments = segment.path, self._verdict.segments + 1
        data = segment.path.read_bytes()
        bad: list[Line] = []
        found = list(lines(data))
        loose = first and segment.number > 1  # what it follows has been let go
        for line in found:
            if line.record is None:
                bad.append(line)
                continue
            if bad:
                loose = not self._closed(segment, data, bad, line)
                bad = []
            self._record(segment, line, line.record, loose)
            loose = False
        if not found or found[0].record is None or found[0].record.get("kind") != "segment":
            if not last or (self._mark is not None and self._mark.segment >= segment.number):
                self._found(segment.path, 1, "changed", "it does not begin with the head of a segment")
        elif bad:
            self._torn(segment, data, bad, last=last)

    def _closed(self, segment: Segment, data: bytes, bad: Sequence[Line], line: Line) -> bool:
        """Whether what is unreadable is a torn write that this record closes off; otherwise it is a finding."""
        record, start = line.record or {}, bad[0].at
        rest = data[start : line.at]
        size = record.get("bytes")
        if record.get("kind") == "torn" and record["prev"] == self._hash and size in (len(rest), len(rest) - 1):
            torn = rest[:size]
            if hashlib.sha256(torn).hexdigest() == record.get("sha256") and rest[size:] in (b"", b"\n"):
                return True
        self._changed(segment, bad[0])
        return False

    def _torn(self, segment: Segment, data: bytes, bad: Sequence[Line], *, last: bool) -> None:
        """What is unreadable at the end: torn by a crash if it stands behind the mark, else changed."""
        if last and self._mark is not None and self._seq >= self._mark.seq:
            size = len(data) - bad[0].at
            self._verdict.notes.append(f"{segment.path}:{bad[0].number}: {size} bytes of a write that a crash has torn")
        else:
            self._changed(segment, bad[0])

    def _record(self, segment: Segment, line: Line, record: Object, loose: bool) -> None:
        seq, previous = int(record["seq"]), str(record["prev"])
        self._verdict.records += 1
        if not loose:
            self._follows(segment, line, seq, previous)
        self._seq, self._hash, self._at = seq, line.hash, line
        if self._mark is not None and seq == self._mark.seq:
            self._marked = line.hash, segment.number
        kind = record.get("kind")
        if kind == "segment" or line.number == 1:
            self._head(segment, line, record)
        elif kind == "damaged":
            self._found(segment.path, line.number, "damaged", f"found when it was opened: {record.get('what', '')}")
        elif kind == "dropped":
            self._dropped = max(self._dropped, int(record.get("through", 0)))

    def _follows(self, segment: Segment, line: Line, seq: int, previous: str) -> None:
        wanted = self._seq + 1
        if seq > wanted:
            one = f"record {wanted} is" if seq == wanted + 1 else f"records {wanted} to {seq - 1} are"
            self._found(segment.path, line.number, "deleted", f"{one} missing before record {seq}")
        elif seq < wanted:
            self._found(segment.path, line.number, "reordered", f"record {seq} stands behind record {self._seq}")
        elif previous != self._hash:
            self._found(segment.path, line.number, "rewritten", f"record {seq} does not follow the one before it")

    def _head(self, segment: Segment, line: Line, record: Object) -> None:
        if record.get("kind") != "segment":
            self._found(segment.path, line.number, "deleted", "the head of the segment is missing")
            return
        if line.number != 1:
            self._found(segment.path, line.number, "foreign", "the head of a segment stands inside of another")
        said = (record.get("instance"), record.get("segment"))
        if said != (segment.instance, segment.number):
            self._found(segment.path, line.number, "foreign", f"it is segment {said[1]} of {said[0]}")
        self._log = self._log or str(record.get("log"))
        if record.get("log") != self._log:
            self._found(segment.path, line.number, "foreign", f"it is of another log, {record.get('log')}")
        wanted = ("segment", record.get("log"), record.get("segment"), record["seq"], record["prev"])
        if self._key and record.get("seal") != marks.seal(self._key, *wanted):
            self._found(segment.path, line.number, "seal", "it is not sealed with this key")

    def _changed(self, segment: Segment, line: Line) -> None:
        self._found(segment.path, line.number, "changed", "the line is not as it was written")

    def _found(self, path: Path, line: int, what: str, detail: str) -> None:
        self._verdict.findings.append(Finding(path, line, what, detail))
