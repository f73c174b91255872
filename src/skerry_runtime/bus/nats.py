"""The bus on NATS JetStream (server 2.11 or newer), with the names of the AsyncAPI documents.

The stream of type `shop.orders.order-created.v2` is `SHOP_ORDERS`, its subject the type; beside it stands `SHOP_ORDERS_DEAD`. A group is a
durable pull consumer a stream, whose members take turns: the server pins it to one of them at a time, which alone can keep the order of
a key; another takes over when it is gone. JetStream acknowledges before it syncs to the disk, so keep an outbox before it, and three
replicas in production (`nats://HOST:PORT?replicas=3`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import nats
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from skerry_runtime.bus.chains import in_chains
from skerry_runtime.bus.cloudevents import CONTENT_TYPE, BrokenEvent, Event, decoded
from skerry_runtime.bus.lanes import log
from skerry_runtime.bus.nats_group import ApiError, Member, Stream, headers_of
from skerry_runtime.bus.port import USUAL, BusUnavailable, DeadLetter, Delivery, Handler, Lag, checked_group
from skerry_runtime.clock import wall

_CONFIRMED = 5.0
_KEEP = 7 * 86400
_PLAIN = re.compile(r"(?:[!-$&-~](?:[ -$&-~]*[!-$&-~])?)?")
_DIFFERS = 10058
_OLDEST = (2, 11)


class Link:
    """A connection: requests to the JetStream API, and publications with their confirmations, many at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: dict[str, tuple[asyncio.Future[Msg], float]] = {}
        self._number = 0
        self._sweeper: asyncio.Task[None] | None = None
        self.contact = asyncio.Event()  # set when the connection has been made again

    async def start(self) -> None:
        """Listens for answers."""
        self._inbox = self._client.new_inbox()
        await self._client.subscribe(f"{self._inbox}.*", cb=self._answered)
        self._sweeper = asyncio.create_task(self._sweep())

    async def _answered(self, message: Msg) -> None:
        found = self._waiting.get(message.subject.rpartition(".")[2])
        if found is not None and not found[0].done():
            found[0].set_result(message)

    async def _sweep(self) -> None:
        """Ends what has waited too long; one timer for all, since there are thousands a second."""
        while True:
            await asyncio.sleep(0.5)
            self._end(f"NATS did not answer within {_CONFIRMED:g} s", time.monotonic())

    def _end(self, reason: str, until: float) -> None:
        for future, end in list(self._waiting.values()):
            if end < until and not future.done():
                future.set_exception(BusUnavailable(reason))

    async def close(self) -> None:
        """Waits for no answers any more, and closes the connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.lost()
        with contextlib.suppress(nats.errors.Error, OSError):
            await self._client.close()

    def lost(self) -> None:
        """The connection is lost: what is waited for will not come."""
        self.contact.clear()
        self._end("the connection to NATS is lost", float("inf"))

    async def ask(self, subject: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
        """Sends a request and waits for its answer.

        Raises:
            BusUnavailable: there was none.
            ApiError: nobody serves this subject: there is no such stream.
        """
        self._number += 1
        name = str(self._number)
        future: asyncio.Future[Msg] = asyncio.get_running_loop().create_future()
        self._waiting[name] = (future, time.monotonic() + _CONFIRMED)
        try:
            await self.send(subject, body, f"{self._inbox}.{name}", headers)
            message = await future
        finally:
            del self._waiting[name]
        if message.headers and message.headers.get("Status") == "503":
            raise ApiError(503, 0, f"nobody serves {subject}")
        data: bytes = message.data
        return data

    async def send(self, subject: str, body: bytes, reply: str = "", headers: dict[str, str] | None = None) -> None:
        """Sends a message.

        Raises:
            BusUnavailable: there is no connection.
            ValueError: the message is larger than the server takes.
        """
        if not self._client.is_connected:
            raise BusUnavailable("there is no connection to NATS")
        try:
            await self._client.publish(subject, body, reply, headers)
        except nats.errors.MaxPayloadError as error:
            raise ValueError(f"{len(body):,} bytes are more than NATS takes in a message") from error
        except (nats.errors.Error, OSError) as error:
            raise BusUnavailable(f"NATS: {error or type(error).__name__}") from error

    async def api(self, what: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A request to the JetStream API.

        Raises:
            ApiError: it was refused.
            BusUnavailable: there was no answer, or the server has no JetStream.
        """
        try:
            found: dict[str, Any] = json.loads(await self.ask(f"$JS.API.{what}", json.dumps(body or {}).encode()))
        except ApiError as error:
            raise BusUnavailable("this NATS server has no JetStream (nats-server -js)") from error
        _raise(found)
        return found

    async def store(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        """Publishes to a stream, and waits until it has stored the message.

        Raises:
            ApiError: there is no such stream, or it refuses.
            BusUnavailable: there was no answer.
        """
        answer = await self.ask(subject, body, headers)
        if b'"error"' in answer:
            _raise(json.loads(answer))

    async def listen(self, stream: Stream) -> tuple[str, Callable[[], Awaitable[None]]]:
        """Hands what comes to an inbox to the stream's member; gives the inbox, and what ends it."""
        inbox: str = self._client.new_inbox()

        async def arrived(message: Msg) -> None:
            stream.arrived(message.subject, message.reply, message.data, message.headers or {})

        subscription = await self._client.subscribe(
            f"{inbox}.*", cb=arrived, pending_msgs_limit=-1, pending_bytes_limit=-1
        )

        async def end() -> None:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

        return inbox, end


class NatsBus:
    """A bus on a NATS server; see the module."""

    def __init__(self, link: Link, client: Client, replicas: int) -> None:
        self._link, self._client, self._replicas = link, client, replicas
        self._contexts: set[str] = set()
        self._members: set[Member] = set()
        self._closed = False

    @classmethod
    async def connected(cls, url: str, wait: float = 10.0) -> NatsBus:
        """Connects, within `wait` seconds, and from then on again whenever the connection is lost.

        Raises:
            BusUnavailable: no server answered, or it has no JetStream.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        servers = [f"{parts.scheme}://{server}" for server in parts.netloc.split(",")]
        client = Client()
        link = Link(client)

        async def lost() -> None:
            link.lost()

        async def again() -> None:
            link.contact.set()

        async def wrong(error: Exception) -> None:
            log.warning("NATS: %s", error or type(error).__name__)

        settings: dict[str, Any] = {
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.2,
            "disconnected_cb": lost,
            "reconnected_cb": again,
            "error_cb": wrong,
            "pending_size": 16 << 20,
        }
        connecting = client.connect(servers, **settings)
        try:
            await asyncio.wait_for(connecting, wait)
        except (TimeoutError, nats.errors.Error, OSError) as error:
            raise BusUnavailable(f"no NATS server answers at {parts.netloc}") from error
        await link.start()
        version = client.connected_server_version
        if (version.major, version.minor) < _OLDEST:
            await link.close()
            raise BusUnavailable(f"NATS {version} is too old: 2.11 or newer is needed, which pins consumers")
        bus = cls(link, client, int(options.get("replicas", "1")))
        try:
            await bus.check()
        except BusUnavailable:
            await link.close()
            raise
        return bus

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events: those of a key one after the other, each when the former is confirmed; keys side by side."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        for context in {_context(event.type) for event in events} - self._contexts:
            await self._ensure(context)
        await in_chains(events, lambda event: self._put(event.type, event.encoded(), _headers(event)))

    async def _put(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        try:
            await self._link.store(subject, body, headers)
        except ApiError as error:
            if error.status != 503:
                raise
            await self._ensure(_context(subject))  # the server has come back without what it had
            await self._link.store(subject, body, headers)

    async def _ensure(self, context: str) -> None:
        """The streams of a context; one that is there already stays as its operator has set it up."""
        subjects = [f"{context}.*", f"{context}.*.*", f"{context}.*.again.*", f"{context}.*.*.again.*"]
        dead = [f"{context}.*.dead.*", f"{context}.*.*.dead.*", f"{context}.*.trying.*"]
        for name, found in ((_stream(context), subjects), (_stream(context) + "_DEAD", dead)):
            config = {
                "name": name,
                "subjects": found,
                "storage": "file",
                "retention": "limits",
                "max_age": _KEEP * 10**9,
                "num_replicas": self._replicas,
                "duplicate_window": 120 * 10**9,
                "allow_rollup_hdrs": name.endswith("_DEAD"),
                "allow_direct": True,
                "discard": "old",
            }
            try:
                await self._link.api(f"STREAM.CREATE.{name}", config)
            except ApiError as error:
                if error.code != _DIFFERS:
                    raise
        self._contexts.add(context)

    async def subscribe(self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL) -> Member:
        """Hands events to a member of the group."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        checked_group(group)
        by_context: dict[str, list[str]] = {}
        for name in sorted(set(types)):
            by_context.setdefault(_context(name), []).append(name)
        member = Member(self._link, group, handler, delivery, self._ensure)
        try:
            for context, found in by_context.items():
                await member.join(_stream(context), context, found)
        except BusUnavailable:
            await member.close()
            raise
        self._members.add(member)
        return member

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        found = [letter async for _, _, letter in self._letters(checked_group(group))]
        return tuple(sorted(found, key=lambda letter: letter.at))

    async def _letters(self, group: str) -> AsyncIterator[tuple[str, int, DeadLetter]]:
        """Stream, place there, and letter."""
        for stream in await self._streams("_DEAD"):
            context = stream.removesuffix("_DEAD")
            for pattern in (f"*.*.*.dead.{group}", f"*.*.*.*.dead.{group}"):
                seq = 1
                while (row := await self._row(stream, seq, pattern)) is not None:
                    seq = row["seq"] + 1
                    yield context, row["seq"], _letter(row, group)

    async def _row(self, stream: str, seq: int, subject: str) -> dict[str, Any] | None:
        """The next message of a stream."""
        with contextlib.suppress(ApiError):
            found = await self._link.api(f"STREAM.MSG.GET.{stream}", {"seq": seq, "next_by_subj": subject})
            message: dict[str, Any] = found["message"]
            return message
        return None

    async def _streams(self, suffix: str = "") -> list[str]:
        names: list[str] = []
        while True:
            page = await self._link.api("STREAM.NAMES", {"offset": len(names)})
            names += page.get("streams") or []
            if len(names) >= page["total"] or not page.get("streams"):
                return [name for name in names if name.endswith("_DEAD") == (suffix == "_DEAD")]

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more."""
        wanted = set(ids)
        letters = [found async for found in self._letters(checked_group(group)) if not wanted or found[2].id in wanted]
        for stream, seq, letter in letters:
            headers = {"Nats-Msg-Id": f"again {group} {seq} {letter.at}", **_key_header(letter.body)}
            await self._put(f"{letter.type}.again.{group}", letter.body, headers)
            await self._link.api(f"STREAM.MSG.DELETE.{stream}_DEAD", {"seq": seq, "no_erase": True})
        return len(letters)

    async def lag(self, group: str) -> Lag:
        """How far the group is behind, over all streams."""
        behind = flying = dead = 0
        oldest = None
        for stream in await self._streams():
            try:
                info = await self._link.api(f"CONSUMER.INFO.{stream}.{checked_group(group)}")
            except ApiError as error:
                if error.status == 404:
                    continue
                raise
            flying += info["num_ack_pending"]
            if here := info["num_pending"] + info["num_ack_pending"]:
                behind += here
                row = await self._row(stream, info["ack_floor"]["stream_seq"] + 1, ">")
                times = [_time(row["time"])] if row else []
                oldest = min([*times, *([oldest] if oldest else [])], default=None)
        for stream in await self._streams("_DEAD"):
            for pattern in (f"*.*.*.dead.{group}", f"*.*.*.*.dead.{group}"):
                info = await self._link.api(f"STREAM.INFO.{stream}", {"subjects_filter": pattern})
                dead += sum((info["state"].get("subjects") or {}).values())
        return Lag(behind, flying, dead, max(0.0, wall() - oldest) if oldest else 0.0)

    async def check(self) -> None:
        """Asks JetStream for its account."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        await self._link.api("INFO")

    async def close(self) -> None:
        """Closes the subscriptions, then the connection."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(member.close() for member in self._members))
        await self._link.close()


def _raise(found: Mapping[str, Any]) -> None:
    if error := found.get("error"):
        raise ApiError(error.get("code", 500), error.get("err_code", 0), error.get("description", ""))


def _context(name: str) -> str:
    """The first two parts of a type.

    Raises:
        ValueError: it has not three or four of them.
    """
    parts = name.partition(".again.")[0].split(".")
    if not (3 <= len(parts) <= 4 and all(parts)) or {"*", ">"} & set(name) or " " in name:
        raise ValueError(f"on NATS an event's type is SYSTEM.CONTEXT.NAME.VERSION: {name!r} is not")
    return ".".join(parts[:2])


def _stream(context: str) -> str:
    return context.upper().replace("-", "_").replace(".", "_")


def _headers(event: Event) -> dict[str, str]:
    """As few as can be: each costs a consumer microseconds, and all of the event stands in the body."""
    return {
        "Nats-Msg-Id": _plain(f"{event.source} {event.id}"),
        "content-type": CONTENT_TYPE,
        "ce-partitionkey": _plain(event.partitionkey),
    }


def _key_header(body: bytes) -> dict[str, str]:
    with contextlib.suppress(BrokenEvent):
        return {"ce-partitionkey": _plain(decoded(body).partitionkey)}
    return {"ce-partitionkey": ""}


def _plain(text: str) -> str:
    """Text as it may stand in a header; percent-encoded, as CloudEvents have it, where it has to be."""
    return text if _PLAIN.fullmatch(text) else quote(text)


def _letter(row: Mapping[str, Any], group: str) -> DeadLetter:
    headers = headers_of(row)
    body = b64decode(row.get("data", ""))
    try:
        identifier = decoded(body).id
    except BrokenEvent:
        identifier = f"at-{row['seq']}"
    reason, attempts = unquote(headers.get("skerry-reason", "")), int(headers.get("skerry-attempts", "0"))
    name = row["subject"].removesuffix(f".dead.{group}")
    return DeadLetter(identifier, name, reason, attempts, _time(row["time"]), body)


def _time(text: str) -> float:
    """Seconds since 1970 of RFC 3339 with nanoseconds."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)).timestamp()
