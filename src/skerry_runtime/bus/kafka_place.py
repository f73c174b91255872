"""A partition in the hands of a member: what is open of it, how far it may be committed, and the note that its next owner reads.

Kafka commits one offset a partition, and knows nothing of deaths. So each partition has a last note in a compacted topic: which records
behind the offset are done already, how often the partition was taken over at that offset, and the suspect that was tried last.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import groupby

from skerry_runtime.bus.lanes import SUSPECT, Held

_LONGEST = 2000  # spans of records that are done; more is not worth a note: they come again, and are known


@dataclass(frozen=True, slots=True)
class Note:
    """`takes` counts the owners that took the partition at the offset `at` and died; `tried` is an offset, and how often it was tried."""

    takes: int = 0
    at: int = 0
    done: tuple[tuple[int, int], ...] = ()
    tried: tuple[int, int] = (-1, 0)

    def encoded(self) -> bytes:
        """As JSON."""
        return json.dumps({"takes": self.takes, "at": self.at, "done": self.done, "tried": self.tried}).encode()

    @classmethod
    def decoded(cls, body: bytes) -> Note:
        """The note of a record; an empty one if it is none."""
        try:
            found = json.loads(body)
            spans = tuple((int(first), int(last)) for first, last in found["done"])
            return cls(int(found["takes"]), int(found["at"]), spans, (int(found["tried"][0]), int(found["tried"][1])))
        except (ValueError, LookupError, TypeError):
            return cls()


@dataclass(slots=True)
class Partition:
    """One partition. `committed` is what the group has, `next` what comes next, `end` where it ended when it was taken."""

    committed: int
    note: Note
    end: int = 0
    next: int = 0
    open: dict[int, Held] = field(default_factory=dict)
    since: dict[int, float] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    @classmethod
    def taken(cls, committed: int, note: Note, end: int) -> Partition:
        """A partition that a member takes over at an offset, by the last owner's note."""
        found = cls(committed, note, end, committed)
        takes = note.takes + 1 if note.at == committed else 1
        found.note = Note(takes, committed, note.done, note.tried)
        found.done = {offset for first, last in note.done for offset in range(max(first, committed), last + 1)}
        return found

    def deaths(self, offset: int) -> int:
        """How many died while they had this record."""
        died = self.note.takes - 1
        if died < SUSPECT or offset >= self.end:
            return 0
        return self.note.tried[1] if self.note.tried[0] == offset else SUSPECT

    def passed(self, offset: int) -> None:
        """A record that concerns nobody here, or is done."""
        if self.open:
            self.done.add(offset)

    def finished(self, offset: int) -> None:
        """A record is done."""
        self.open.pop(offset, None)
        self.since.pop(offset, None)
        self.done.add(offset)

    def low(self) -> int:
        """The offset before which all is done."""
        low = min(self.open, default=self.next)
        self.done = {offset for offset in self.done if offset >= low}
        return low

    def spans(self) -> tuple[tuple[int, int], ...]:
        """What is done behind the offset, as spans."""
        runs = groupby(enumerate(sorted(self.done)), lambda pair: pair[1] - pair[0])
        spans = [[offset for _, offset in run] for _, run in runs]
        return tuple((span[0], span[-1]) for span in spans)[:_LONGEST]

    def left(self) -> Note:
        """What an owner writes who leaves in peace."""
        return Note(0, self.low(), self.spans(), self.note.tried)

    def trying(self, offset: int, times: int) -> Note:
        """What an owner writes before it tries a suspect."""
        self.note = Note(self.note.takes, self.note.at, self.spans(), (offset, times))
        return self.note
