"""The file of the SQLite bus, step by step: whatever its workers do and however they end, keys keep their order and nothing is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry_runtime.bus.lanes import Held
from skerry_runtime.bus.sqlite_file import BusFile, Note, Row, Worker

TYPE = "shop.orders.order-created.v1"


def worker(name: str, dead: set[str] | None = None, lease: float = 60.0) -> Worker:
    return Worker(name, "one", (TYPE,), lease, lambda other: other not in (dead or ()))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[BusFile]:
    found = BusFile(tmp_path / "bus.db", synced=False)
    yield found
    found.close()


def test_one_that_has_lost_an_event_has_no_say_in_it(file: BusFile) -> None:
    slow, other = worker("slow", lease=0.0), worker("other")
    file.join(slow)
    file.publish([Row("/s", "1", TYPE, "a", b"{}")])
    (held,) = file.step(slow, [], 10)
    file.join(other)
    (taken,) = file.step(other, [], 10)
    assert (taken.seq, taken.deaths) == (held.seq, 1)
    file.step(slow, [Note(held.seq, done=True, reason="late")], 0)
    assert file.lag("one").flying == 1
    assert file.dead("one") == ()
    file.step(other, [Note(held.seq, done=False, attempts=2)], 0)
    file.leave(other, [])
    file.join(third := worker("third"))
    assert [again.attempts for again in file.step(third, [], 10)] == [2]
    file.step(third, [Note(held.seq, done=True)], 0)
    assert file.lag("one").behind == 0


_operations = st.lists(
    st.tuples(
        st.sampled_from(
            ["publish", "publish", "claim", "claim", "settle", "settle", "fail", "bury", "die", "leave", "replay"]
        ),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(_operations)
def test_whatever_happens_keys_keep_their_order_and_nothing_is_lost(operations: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = Story(BusFile(Path(folder) / "bus.db", synced=False))
        for what, who, number in operations:
            getattr(story, what)(who, number)
            story.check()
        story.finish()


class Story:
    """Three workers of a group, each of which may die or leave and come again under another name."""

    def __init__(self, file: BusFile) -> None:
        self.file, self.gone = file, set[str]()
        self.published: list[str] = []
        self.ended: list[tuple[str, int]] = []
        self.buried = 0
        self.number = 0
        self.hands: dict[int, tuple[Worker, list[Held]]] = {}
        for who in range(3):
            self.come(who)

    def come(self, who: int) -> None:
        self.number += 1
        made = worker(f"w{self.number}", self.gone)
        self.file.join(made)
        self.hands[who] = (made, [])

    def publish(self, who: int, number: int) -> None:
        name = str(len(self.published))
        self.file.publish([Row("/s", name, TYPE, f"k{number}" if number else "", b"x")])
        self.published.append(name)

    def claim(self, who: int, number: int) -> None:
        made, held = self.hands[who]
        held += self.file.step(made, [], number + 1)

    def settle(self, who: int, number: int, **how: object) -> None:
        """The first of some key is done; a lane never handles another."""
        made, held = self.hands[who]
        firsts = list({one.key or str(one.seq): one for one in reversed(held)}.values())
        if firsts:
            one = firsts[number % len(firsts)]
            self.file.step(made, [Note(one.seq, done=True, **how)], 0)  # type: ignore[arg-type]
            held.remove(one)
            self.ended.append((one.key, one.seq))

    def bury(self, who: int, number: int) -> None:
        if self.hands[who][1]:
            self.settle(who, number, reason="bad")
            self.buried += 1

    def replay(self, who: int, number: int) -> None:
        self.buried -= self.file.replay("one", ())[0]
        assert self.buried == 0

    def fail(self, who: int, number: int) -> None:
        made, held = self.hands[who]
        if held:
            held[0].attempts += 1
            self.file.step(made, [Note(held[0].seq, done=False, attempts=held[0].attempts)], 0)

    def die(self, who: int, number: int) -> None:
        self.gone.add(self.hands[who][0].name)
        self.come(who)

    def leave(self, who: int, number: int) -> None:
        self.file.leave(self.hands[who][0], [])
        self.come(who)

    def check(self) -> None:
        """No key is in two hands, and what each holds of a key is in order, behind all of it that has ended."""
        keys = [{one.key for one in held if one.key} for _, held in self.hands.values()]
        assert sum(map(len, keys)) == len(set().union(*keys))
        for _, held in self.hands.values():
            for key in {one.key for one in held if one.key}:
                seqs = [one.seq for one in held if one.key == key]
                assert seqs == sorted(set(seqs))
                assert all(seq < seqs[0] for ended, seq in self.ended if ended == key)

    def finish(self) -> None:
        """All that is left ends, and then each event has ended once, or once more for each replay."""
        for _ in range(2 * len(self.published) + 2):
            for who in self.hands:
                self.claim(who, 3)
                self.settle(who, 0)
                self.check()
        while self.file.lag("one").behind:
            before = len(self.ended)
            for who in self.hands:
                self.claim(who, 3)
                self.settle(who, 0)
            assert len(self.ended) > before, "it does not go on"
        assert len({seq for _, seq in self.ended}) == len(self.ended) >= len(self.published)
        assert len(self.file.dead("one")) == self.buried
        self.file.close()
