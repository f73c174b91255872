"""A member of a group on NATS JetStream: pulls from its durable consumers, and keeps the order of keys over takeovers.

The server pins a consumer to one member at a time. One that has just been pinned first gathers all that its predecessor left without
acknowledgement, which comes when `lease` has passed, and goes on in the order of the stream.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any, Protocol
from urllib.parse import quote, unquote

import msgspec

from skerry_runtime.bus.lanes import SUSPECT, Held, Lanes, log
from skerry_runtime.bus.port import BusUnavailable, Delivery, Handler
from skerry_runtime.bus.waiting import waited

_GROUP = "members"
_REMEMBERED = 10_000
_numbers = count(1)


class ApiError(BusUnavailable):
    """JetStream refuses: `status` is like that of HTTP, `code` its own."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(f"{text} ({code})")
        self.status, self.code = status, code


class LinkPort(Protocol):
    """What a member needs of the connection."""

    contact: asyncio.Event

    async def send(self, subject: str, body: bytes, reply: str = "", headers: dict[str, str] | None = None) -> None:
        """Sends a message."""

    async def ask(self, subject: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
        """Sends a request and waits for its answer."""

    async def api(self, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A request to the JetStream API."""

    async def store(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        """Publishes to a stream, and waits until it has stored the message."""

    async def listen(self, stream: Stream) -> tuple[str, Callable[[], Awaitable[None]]]:
        """An inbox whose messages go to the stream, and what ends it."""


class Member:
    """A subscription: one `Stream` for each context that it hears."""

    def __init__(
        self, link: LinkPort, group: str, handler: Handler, delivery: Delivery, ensure: Callable[[str], Awaitable[None]]
    ) -> None:
        self._link, self._group, self._handler, self._delivery = link, group, handler, delivery
        self._ensure = ensure
        self._streams: list[Stream] = []

    async def join(self, stream: str, context: str, types: Sequence[str]) -> None:
        """Hears these types of a context.

        Raises:
            ApiError: JetStream refuses the consumer.
            BusUnavailable: it does not answer.
        """
        lease = int(self._delivery.lease * 10**9)
        config = {
            "durable_name": self._group,
            "ack_policy": "explicit",
            "ack_wait": lease,
            "max_deliver": -1,
            "max_ack_pending": self._delivery.window,
            "filter_subjects": [*types, f"{context}.*.again.{self._group}", f"{context}.*.*.again.{self._group}"],
            "deliver_policy": "all",
            "priority_policy": "pinned_client",
            "priority_groups": [_GROUP],
            "priority_timeout": lease,
        }

        async def prepare() -> None:
            await self._ensure(context)
            request = {"stream_name": stream, "config": config}
            await self._link.api(f"CONSUMER.DURABLE.CREATE.{stream}.{self._group}", request)

        await prepare()
        found = Stream(self._link, stream, context, self._group, self._handler, self._delivery, prepare)
        self._streams.append(found)
        await found.start()

    async def close(self) -> None:
        """Leaves the group."""
        await asyncio.gather(*(stream.close() for stream in self._streams))


class Stream:
    """A member's part in one durable consumer."""

    def __init__(
        self,
        link: LinkPort,
        name: str,
        context: str,
        group: str,
        handler: Handler,
        delivery: Delivery,
        prepare: Callable[[], Awaitable[None]],
    ) -> None:
        self._link, self._name, self._group, self._delivery = link, name, group, delivery
        self._trying = f"{context}.-.trying.{group}"
        self._handler, self._prepare = handler, prepare
        self._missing = False
        self._pulls: OrderedDict[str, tuple[int, float]] = OrderedDict()  # those open: how many are to come, until when
        self._held: dict[int, Held] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._gathering: dict[int, Held] | None = None
        self._gatherer: asyncio.Task[None] | None = None
        self._pin = ""
        self._heard = 0.0
        self._wake = asyncio.Event()
        self._lanes = self._fresh()
        self._draining = self._ended = False
        self._asked = 0

    def _fresh(self) -> Lanes:
        return Lanes(self._group, self._handler, self._delivery, self, self._owned, self._freed)

    def _freed(self) -> None:
        if self._room() >= self._delivery.window // 2:
            self._wake.set()

    def _room(self) -> int:
        """How many more may be asked for."""
        return min(self._lanes.room, self._delivery.window - len(self._held)) - self._asked

    def _owned(self) -> bool:
        """Whether the server has been heard within the lease: else another may have been pinned."""
        return time.monotonic() - self._heard < self._delivery.lease

    async def start(self) -> None:
        """Begins to pull."""
        self._heard = time.monotonic()
        self._inbox, self._unlisten = await self._link.listen(self)
        self._runner = asyncio.create_task(self._run())
        self._keeper = asyncio.create_task(self._keep())

    async def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            try:
                if self._pin and (self._lanes.lost or not self._owned()):
                    await self._start_again()
                if self._missing:
                    await self._prepare()
                    self._missing = False
                if not self._draining:
                    await self._pull()
            except BusUnavailable as error:
                log.warning("%s: %s", self._group, error)
                self._pulls.clear()
                await waited(self._link.contact, 0.5)
                continue
            await waited(self._wake, self._delivery.lease / 4)

    async def _pull(self) -> None:
        """Asks for as many as there is room for, when half of the room is free."""
        now, expires = time.monotonic(), self._delivery.lease / 3
        for name in [name for name, (_, until) in self._pulls.items() if until < now]:
            del self._pulls[name]
        self._asked = sum(number for number, _ in self._pulls.values())
        room = self._room()
        if room <= 0 or (self._pulls and room < self._delivery.window // 2):
            return
        name = str(next(_numbers))
        self._pulls[name] = (room, now + expires + 1.0)
        self._asked += room
        body = {
            "batch": room,
            "expires": int(expires * 10**9),
            "group": _GROUP,
            **({"id": self._pin} if self._pin else {}),
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._name}.{self._group}"
        await self._link.send(subject, json.dumps(body).encode(), f"{self._inbox}.{name}")

    def arrived(self, subject: str, reply: str, data: bytes, headers: Mapping[str, str]) -> None:
        """A message of the stream, or word about a pull."""
        if self._ended:
            return
        if (status := headers.get("Status")) is not None:
            self._told(status, subject.rpartition(".")[2])
            return
        self._heard = time.monotonic()
        self._count_pull()
        if (pin := headers.get("Nats-Pin-Id", "")) != self._pin:
            self._pinned(pin)
        parts = reply.split(".")
        delivered, seq = (int(part) for part in (parts[4:6] if len(parts) == 9 else parts[6:8]))
        key = headers.get("ce-partitionkey")
        origin = subject.partition(".again.")[0]
        self._take(Held(seq, unquote(key) if key is not None else _key(data), data, 0, delivered - 1, reply, origin))

    def _told(self, status: str, pull: str) -> None:
        """A pull has ended: nothing came for a while (408), another is pinned (423), or the consumer is not there (404, 409, 503)."""
        self._pulls.pop(pull, None)
        if status == "408":
            self._heard = time.monotonic()
        elif status == "423":
            self._heard = 0.0  # what is held is another's; `_run` begins again
        else:
            self._missing = True
            self._pulls[pull] = (self._delivery.window, time.monotonic() + 0.2)  # no other pull for a while
            asyncio.get_running_loop().call_later(0.25, self._wake.set)
            return
        self._wake.set()

    def _count_pull(self) -> None:
        for name, (number, until) in self._pulls.items():
            if number > 1:
                self._pulls[name] = (number - 1, until)
            else:
                del self._pulls[name]
            self._asked -= 1
            break
        self._freed()

    def _take(self, held: Held) -> None:
        if (known := self._held.get(held.seq)) is not None:
            known.token = held.token
        elif held.seq in self._done:
            asyncio.get_running_loop().create_task(self._say(held.token, b"+ACK"))
        else:
            self._held[held.seq] = held
            held.deaths = min(held.deaths, SUSPECT)
            if self._gathering is None:
                self._lanes.offer(held)
            else:
                self._gathering[held.seq] = held

    def _pinned(self, pin: str) -> None:
        """This member is the one now: what its predecessor has left comes first."""
        self._pin = pin
        self._gathering = self._gathering or {}
        if self._gatherer is not None:
            self._gatherer.cancel()
        self._gatherer = asyncio.create_task(self._gather())

    async def _gather(self) -> None:
        """Waits until all that the server has delivered and not seen acknowledged is in these hands."""
        wait = 0.0
        while True:
            here = len(self._held)
            with contextlib.suppress(BusUnavailable, ApiError):
                info = await self._link.api(f"CONSUMER.INFO.{self._name}.{self._group}")
                if info["num_ack_pending"] <= here:
                    break
            await asyncio.sleep(wait)
            wait = min(0.2, wait + 0.01)
        tried = (
            await self._tried() if any(held.deaths >= SUSPECT for held in (self._gathering or {}).values()) else (0, 0)
        )
        for seq, held in sorted((self._gathering or {}).items()):
            if seq == tried[0]:
                held.deaths = tried[1]
            self._lanes.offer(held)
        self._gathering = None

    async def _tried(self) -> tuple[int, int]:
        """The suspect that was tried last: its place in the stream, and how often it was tried."""
        while True:
            try:
                found = await self._link.api(f"STREAM.MSG.GET.{self._name}_DEAD", {"last_by_subj": self._trying})
                fields = headers_of(found["message"])
            except ApiError:
                return 0, 0
            except BusUnavailable:
                await asyncio.sleep(0.2)
            else:
                return int(fields["skerry-seq"]), int(fields["skerry-times"])

    async def _start_again(self) -> None:
        """Another may have been pinned meanwhile: forgets what was held; the server delivers it again, to whom it may."""
        log.warning("%s: lost its place at %s; beginning again", self._group, self._name)
        await self._lanes.close()
        if self._gatherer is not None:
            self._gatherer.cancel()
        self._gathering, self._pin = None, ""
        self._held.clear()
        self._done.clear()
        self._pulls.clear()
        self._lanes = self._fresh()

    async def _keep(self) -> None:
        """Tells the server that what is held is being worked on."""
        while True:
            await asyncio.sleep(self._delivery.lease / 4)
            with contextlib.suppress(BusUnavailable):
                for held in list(self._held.values()) if self._owned() else ():
                    await self._link.send(held.token, b"+WPI")

    async def _say(self, reply: str, what: bytes) -> None:
        with contextlib.suppress(BusUnavailable):
            await self._link.send(reply, what)

    async def trying(self, held: Held) -> None:
        """Kept in the stream of dead letters: the last word of a group in a context."""
        headers = {"Nats-Rollup": "sub", "skerry-seq": str(held.seq), "skerry-times": str(held.deaths + 1)}
        await self._link.store(self._trying, b"", headers)

    async def settle(self, held: Held) -> None:
        """Acknowledged; should that be lost, it comes again and is known."""
        self._forget(held)
        await self._say(held.token, b"+ACK")

    def _forget(self, held: Held) -> None:
        self._held.pop(held.seq, None)
        self._done[held.seq] = None
        if len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)

    async def failed(self, held: Held) -> None:
        """The lane tries it again; the server waits meanwhile."""

    async def bury(self, held: Held, reason: str) -> None:
        """Stored beside the stream, then acknowledged."""
        headers = {
            "Nats-Msg-Id": f"dead {self._group} {held.seq}",
            "skerry-reason": quote(reason[:2000], safe=" :/'()[]{}.,;=_-"),
            "skerry-attempts": str(held.attempts),
        }
        await self._link.store(f"{held.origin}.dead.{self._group}", held.body, headers)
        await self.settle(held)

    async def close(self) -> None:
        """Leaves."""
        if self._draining:
            return
        self._draining = True
        await self._lanes.close()
        self._ended = True
        self._wake.set()
        await self._runner
        self._keeper.cancel()
        if self._gatherer is not None:
            self._gatherer.cancel()
        for held in sorted(self._held.values(), key=lambda held: held.seq):
            await self._say(held.token, b"-NAK")
        self._held.clear()
        await self._unlisten()
        if self._pin:
            with contextlib.suppress(BusUnavailable):
                await self._link.api(f"CONSUMER.UNPIN.{self._name}.{self._group}", {"group": _GROUP})


def headers_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a stored message, as the API gives it."""
    lines = b64decode(row.get("hdrs", "")).decode().splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def _key(body: bytes) -> str:
    """The key of an event that came without headers."""
    with contextlib.suppress(msgspec.MsgspecError, AttributeError):
        key = msgspec.json.decode(body).get("partitionkey")
        return key if isinstance(key, str) else ""
    return ""
