"""The bus of one process: for tests. It forgets everything when it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from skerry_runtime.bus.cloudevents import Event
from skerry_runtime.bus.lanes import Held, Lanes
from skerry_runtime.bus.port import USUAL, BusUnavailable, DeadLetter, Delivery, Handler, Lag, Poison, checked_group
from skerry_runtime.clock import wall


@dataclass(frozen=True, slots=True)
class _Entry:
    seq: int
    event: Event
    body: bytes
    at: float


@dataclass(slots=True, eq=False)
class _Group:
    """What the bus remembers of a group: events still to be handled, and those it gave up."""

    types: frozenset[str] = frozenset()
    open: dict[int, _Entry] = field(default_factory=dict)
    offered: set[int] = field(default_factory=set)
    dead: dict[int, DeadLetter] = field(default_factory=dict)
    entries: dict[int, _Entry] = field(default_factory=dict)
    members: list[_Member] = field(default_factory=list)
    lanes: Lanes | None = None


class MemoryBus:
    """A bus in the memory of this process."""

    def __init__(self) -> None:
        self._log: list[_Entry] = []
        self._seen: set[tuple[str, str]] = set()
        self._groups: dict[str, _Group] = {}
        self._seq = 0
        self._closed = False

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events."""
        await self.check()
        for event in events:
            if (event.source, event.id) not in self._seen:
                self._seen.add((event.source, event.id))
                self._put(event, event.encoded())

    def _put(self, event: Event, body: bytes) -> None:
        entry = self._entry(event, body)
        self._log.append(entry)
        for group in self._groups.values():
            if event.type in group.types:
                _give(group, entry)

    def _entry(self, event: Event, body: bytes) -> _Entry:
        self._seq += 1
        return _Entry(self._seq, event, body, wall())

    async def subscribe(
        self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL
    ) -> _Member:
        """Hands events to a member of the group."""
        await self.check()
        new = checked_group(group) not in self._groups
        found = self._groups.setdefault(group, _Group())
        found.types |= frozenset(types)
        if new:
            found.open = {entry.seq: entry for entry in self._log if entry.event.type in found.types}
        member = _Member(found, handler)
        found.members.append(member)
        if found.lanes is None:
            found.offered.clear()
            found.lanes = Lanes(group, _turns(found), delivery, _Outlet(found))
        for entry in list(found.open.values()):
            _offer(found, entry)
        return member

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        return tuple(self._groups[group].dead.values()) if group in self._groups else ()

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more."""
        if (found := self._groups.get(group)) is None:
            return 0
        wanted = set(ids)
        seqs = [seq for seq, letter in found.dead.items() if not wanted or letter.id in wanted]
        for seq in seqs:
            old = found.entries.pop(seq)
            del found.dead[seq]
            _give(found, self._entry(old.event, old.body))
        return len(seqs)

    async def lag(self, group: str) -> Lag:
        """How far the group is behind."""
        if (found := self._groups.get(group)) is None:
            return Lag()
        oldest = min((entry.at for entry in found.open.values()), default=wall())
        return Lag(len(found.open), len(found.offered & found.open.keys()), len(found.dead), wall() - oldest)

    async def check(self) -> None:
        """Whether it is open."""
        if self._closed:
            raise BusUnavailable("the bus is closed")

    async def close(self) -> None:
        """Closes the subscriptions."""
        self._closed = True
        for group in self._groups.values():
            for member in list(group.members):
                await member.close()


class _Member:
    """A subscription."""

    def __init__(self, group: _Group, handler: Handler) -> None:
        self._group, self.handler = group, handler

    async def close(self) -> None:
        """Leaves the group; the last one stops its work."""
        if self not in self._group.members:
            return
        if len(self._group.members) == 1 and self._group.lanes is not None:
            await self._group.lanes.close()
            self._group.lanes = None
        self._group.members.remove(self)


class _Outlet:
    """What became of events."""

    def __init__(self, group: _Group) -> None:
        self._group = group

    async def trying(self, held: Held) -> None:
        return

    async def settle(self, held: Held) -> None:
        self._group.open.pop(held.seq, None)
        self._group.offered.discard(held.seq)

    async def failed(self, held: Held) -> None:
        return

    async def bury(self, held: Held, reason: str) -> None:
        entry = self._group.open[held.seq]
        self._group.entries[held.seq] = entry
        letter = DeadLetter(entry.event.id, entry.event.type, reason, held.attempts, wall(), held.body)
        self._group.dead[held.seq] = letter
        await self.settle(held)


def _give(group: _Group, entry: _Entry) -> None:
    group.open[entry.seq] = entry
    _offer(group, entry)


def _offer(group: _Group, entry: _Entry) -> None:
    if group.lanes is not None and entry.seq not in group.offered:
        group.offered.add(entry.seq)
        group.lanes.offer(Held(entry.seq, entry.event.partitionkey, entry.body))


def _turns(group: _Group) -> Handler:
    """The members' handlers by turns."""
    turn = 0

    async def handle(event: Event) -> None:
        nonlocal turn
        if not group.members:
            raise Poison("nobody is there")
        turn += 1
        await group.members[turn % len(group.members)].handler(event)

    return handle
