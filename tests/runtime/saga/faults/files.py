"""What of each file has reached the disk, and what a crash can leave of the rest."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from pathlib import Path

SECTOR = 512  # bytes that reach a disk together


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is asked of a file: "write" of `data` at a byte, "truncate" to a length (both `at`), "sync" or "delete"."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""


@dataclass
class File:
    """One file: what has reached the disk, and the changes since, in their order."""

    synced: bytes = b""
    pending: list[Change] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Bytes, as whoever reads it sees it."""
        found = len(self.synced)
        for change in self.pending:
            found = change.at if change.what == "truncate" else max(found, change.at + len(change.data))
        return found

    def sync(self) -> None:
        """All has reached the disk."""
        self.synced = self.after_death()
        self.pending.clear()

    def after_death(self) -> bytes:
        """What is there when only the process is gone: everything."""
        return changed(self.synced, *self.pending)

    def after_power_cut(self, dice: random.Random) -> bytes:
        """What is there when the power is back: each write that was not synced is there, is not, or is so in part."""
        left: list[Change] = []
        for change in self.pending:
            fate = dice.choice(("there", "lost", "torn"))
            if fate == "there" or (fate == "torn" and change.what == "truncate"):
                left.append(change)
            elif fate == "torn":
                for start in range(0, len(change.data), SECTOR):
                    if dice.random() < 0.5:
                        part = change.data[start : start + SECTOR]
                        left.append(replace(change, at=change.at + start, data=part))
        return changed(self.synced, *left)


class Files:
    """The files of one folder."""

    def __init__(self) -> None:
        self._by_path: dict[str, File] = {}

    def opened(self, path: str) -> None:
        """What is in a file when it is first opened has been synced."""
        if path not in self._by_path:
            self._by_path[path] = File(Path(path).read_bytes())

    def file(self, path: str) -> File:
        """The file of that path, empty if it is new."""
        return self._by_path.setdefault(path, File())

    def apply(self, change: Change) -> None:
        """Do it."""
        if change.what == "delete":
            self._by_path.pop(change.path, None)
        elif change.what == "sync":
            self.file(change.path).sync()
        else:
            self.file(change.path).pending.append(change)

    def survivors(self, dice: random.Random | None) -> dict[str, bytes]:
        """Name and content of each file: after the end of the process, or, with dice, after a power cut."""
        found = {Path(path).name: file for path, file in self._by_path.items()}
        return {name: file.after_power_cut(dice) if dice else file.after_death() for name, file in found.items()}

    def synced(self) -> dict[str, bytes]:
        """Name and content of each file if nothing has survived that was not synced."""
        return {Path(path).name: file.synced for path, file in self._by_path.items()}


def changed(content: bytes, *changes: Change) -> bytes:
    """The content of a file after these writes and truncations; the same object if there are none, as files are large."""
    if not changes:
        return content
    found = bytearray(content)
    for change in changes:
        if change.what == "truncate":
            del found[change.at :]
        else:
            found.extend(bytes(max(0, change.at + len(change.data) - len(found))))
            found[change.at : change.at + len(change.data)] = change.data
    return bytes(found)
