"""Every state in which a crash can leave the files of a recorded life, and what SQLite makes of each."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from .files import Change, Files, changed


@dataclass(frozen=True, slots=True)
class State:
    """Files after a crash. How: the process died between two changes ("death") or within a write, of which the beginning is there
    ("torn"); the power went, and nothing is there that was not synced ("lost"), or any part of it ("power")."""

    how: str
    files: dict[str, bytes]

    @property
    def power(self) -> bool:
        """Whether the machine went as well."""
        return self.how in ("lost", "power")


@dataclass
class Crashes:
    """Walks along the changes of a life; `folder` is where SQLite opens what is left."""

    folder: Path
    dice: random.Random

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self._files = Files()
        self._synced: dict[str, bytes] = {}
        self._last: dict[str, bytes] = {}

    def skip(self, changes: list[Change]) -> None:
        """Nobody looks at these."""
        for change in changes:
            self._files.apply(change)

    def begin(self) -> State:
        """Look at the changes of another moment: the process dies before the first."""
        self._synced = {}
        return self.dead()

    def dead(self) -> State:
        """The process dies before the next change."""
        return State("death", self._files.survivors(None))

    def during(self, change: Change) -> Iterator[State]:
        """It is asked for, and crashes come in between; then it is done."""
        if change.what == "write":
            left, name = self._files.survivors(None), Path(change.path).name
            cut = replace(change, data=change.data[: self.dice.randrange(len(change.data))])
            yield State("torn", {**left, name: changed(left.get(name, b""), cut)})
        synced = self._files.synced()
        if synced != self._synced:
            self._synced = synced
            yield State("lost", synced)
        if change.what in ("sync", "delete"):
            yield State("power", self._files.survivors(self.dice))
            self._files.apply(change)
        else:  # perhaps there in part
            self._files.apply(change)
            yield State("power", self._files.survivors(self.dice))

    def database(self, state: State) -> bytes:
        """All pages of the database, as whoever opens it finds them after SQLite's own recovery.

        Raises:
            sqlite3.Error: it can't be opened.
        """
        # Who only reads recovers in memory, and changes no file; there has to be one, and a rollback journal can't be recovered so.
        reads = state.files.get("sagas.db") and "sagas.db-journal" not in state.files
        last, self._last = self._last, state.files if reads else {}
        for there in self.folder.iterdir():
            if there.name not in last or there.name not in state.files:
                there.unlink()
        for name, content in state.files.items():
            if last.get(name) != content:
                (self.folder / name).write_bytes(content)
        uri = f"{(self.folder / 'sagas.db').as_uri()}?mode={'ro' if reads else 'rwc'}"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            return connection.serialize() if pages else b""
