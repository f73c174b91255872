"""The logs of parts, as they grow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 16


def last_lines(path: Path, since: int, count: int) -> tuple[str, ...]:
    """At most so many of the last lines of a file, of what came after this many bytes; blank ones are left out."""
    try:
        with path.open("rb") as file:
            file.seek(max(since, file.seek(0, 2) - _BLOCK))
            lines = file.read(_BLOCK).decode("utf-8", "replace").splitlines()
    except OSError:
        return ()
    return tuple([line.rstrip() for line in lines if line.strip()][-count:])


def size(path: Path) -> int:
    """How many bytes a file has; 0 if it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Tail:
    """The end of a file, then what is added to it; a file that is cut or replaced is read from its beginning again."""

    def __init__(self, name: str, path: Path, last: int = 0) -> None:
        self.name, self._path, self._rest = name, path, b""
        self._at = self._start(last)

    def lines(self) -> Iterator[str]:
        """The whole lines that are new."""
        try:
            size = self._path.stat().st_size
            if size < self._at:
                self._at, self._rest = 0, b""
            with self._path.open("rb") as file:
                file.seek(self._at)
                while block := file.read(_BLOCK):
                    self._at += len(block)
                    *whole, self._rest = (self._rest + block).split(b"\n")
                    yield from (line.decode("utf-8", "replace") for line in whole)
        except OSError:
            return

    def _start(self, last: int) -> int:
        """Where the last so many lines begin."""
        try:
            with self._path.open("rb") as file:
                size = at = file.seek(0, 2)
                if not last:
                    return size
                found, wanted = 0, last + 1
                while at > 0 and found < wanted:
                    step = min(_BLOCK, at)
                    file.seek(at - step)
                    block = file.read(step)
                    for place in range(len(block) - 1, -1, -1):
                        if block[place] == 10:
                            found += 1
                            if found == wanted:
                                return at - step + place + 1
                    at -= step
                return 0
        except OSError:
            return 0
