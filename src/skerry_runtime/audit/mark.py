"""The mark: how far a log is, beside it, so that a tail that was cut off is missed.

A file of one sector, written after each batch and before its answers leave; the kernel keeps it through kill -9, and once a second it is
made to last through a power failure as well. It is never ahead of the log.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import msgspec

from skerry_runtime.audit.record import SCHEMA, START, seal

SIZE = 512  # bytes: disks write a sector whole, or not at all
_PAUSE = 1.0  # seconds between two that last


class Marked(msgspec.Struct, frozen=True):
    """The last record that is known to be durable: its number, its hash, the segment it stands in; sealed where there is a key."""

    log: str
    seq: int
    hash: str
    segment: int
    schema: str = SCHEMA
    seal: str = ""


@dataclass(slots=True)
class Mark:
    """The open file."""

    path: Path
    key: bytes
    _file: int = -1
    _lasting: float = 0.0

    def open(self) -> None:
        """Opens it, or makes it."""
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def read(self) -> Marked | None:
        """What it says; None where it says nothing yet, or can't be read."""
        try:
            return msgspec.json.decode(os.pread(self._file, SIZE, 0), type=Marked)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    @property
    def file(self) -> int:
        """Its descriptor, which the log's owner holds a lock on."""
        return self._file

    def write(self, log: str, seq: int, digest: str, segment: int, *, last: bool = False) -> None:
        """Moves it; `last`: and lets it last."""
        found = Marked(log, seq, digest, segment, seal=seal(self.key, "mark", log, seq, digest, segment))
        os.pwrite(self._file, msgspec.json.encode(found).ljust(SIZE - 1) + b"\n", 0)
        if last or monotonic() - self._lasting > _PAUSE:
            os.fdatasync(self._file)
            self._lasting = monotonic()

    def close(self) -> None:
        """Lets go of it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


NOTHING = Marked("", 0, START, 0)
