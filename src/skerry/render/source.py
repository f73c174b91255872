"""Lines of source files, for showing: read with care, since the files are whatever a stranger's repository holds."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

_LARGEST = 8_000_000  # bytes; what is larger is data, and not worth the wait to show one line of it


class Sources:
    """The files under `root`, each read once, and those `given` by path. A file that cannot be read has no lines."""

    def __init__(self, root: Path = Path(), given: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._lines = {path: text.splitlines() for path, text in (given or {}).items()}

    def line(self, path: str, number: int) -> str | None:
        """The text of a line (from 1) without its end, or None where there is none."""
        if path not in self._lines:
            self._lines[path] = _read(self._root / path)
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else None


def _read(path: Path) -> list[str]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:  # a pipe would never end
            return []
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):  # ValueError: a name with a null byte
        return []
    return [line.removesuffix("\r") for line in text.split("\n")]
