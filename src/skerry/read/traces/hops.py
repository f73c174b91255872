"""Spans as hops: one service asks another, uses a store, sends or receives. The two sides of a call are one hop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from skerry.formats.spans import Span, first
from skerry.read.traces import names

CACHES = frozenset(["redis", "memcached", "valkey"])
_TELLS = frozenset(["producer", "consumer"])  # spans that say themselves what they did with a message


class Hop(Struct, frozen=True, gc=False):
    """`source` uses `target`, which is a service where `role` is ''; else a node that only its users speak of.

    `topic` and `receives` are for messages, the rest for data.
    """

    source: str
    target: str
    kind: str
    role: str = ""
    technology: str = ""
    topic: str = ""
    receives: bool = False
    database: str = ""
    table: str = ""
    mode: str = ""


def hops(spans: Sequence[Span]) -> Iterator[Hop]:
    """One for each call and message. A call that was answered is told by who answered it."""
    known = {span.id: span for span in spans if span.id}
    answered = {span.parent for span in spans if span.kind == "server" and _caller(span, known)}
    for span in spans:
        if span.service:
            yield from _of(span, known, answered)


def _of(span: Span, known: dict[str, Span], answered: set[str]) -> Iterator[Hop]:
    if span.kind in {"producer", "consumer"} or (span.kind == "client" and first(span.attributes, names.MESSAGING)):
        yield from _message(span, known)
    elif span.kind == "client":
        if span.id not in answered and (found := _unanswered(span)):
            yield found
    elif caller := _caller(span, known):
        yield Hop(caller, span.service, "grpc" if _rpc(span, known) else "http")


def _caller(span: Span, known: dict[str, Span]) -> str:
    """The other service whose span caused this one; '' where none did."""
    parent = known.get(span.parent)
    return parent.service if parent and parent.service != span.service else ""


def _rpc(span: Span, known: dict[str, Span]) -> bool:
    sides = (span, known[span.parent])
    return any(first(side.attributes, names.RPC).endswith("grpc") for side in sides)


def _message(span: Span, known: dict[str, Span]) -> Iterator[Hop]:
    """What was sent or received. Whoever caused a receipt has sent it, though it may have told nobody."""
    system, to = first(span.attributes, names.MESSAGING), names.topic(span)
    broker = (names.peer(span) if system else "") or system
    receives = span.kind == "consumer"
    yield Hop(span.service, broker, "async", "broker", system, to, receives)
    senders = {
        known[id_].service for id_ in (span.parent, *span.links) if id_ in known and known[id_].kind not in _TELLS
    }
    for sender in sorted(senders - {""}) if receives else ():
        yield Hop(sender, broker, "async", "broker", system, to)


def _unanswered(span: Span) -> Hop | None:
    """A store, or a system that sends no traces."""
    attributes = span.attributes
    if store := first(attributes, names.STORE):
        return Hop(
            span.service, names.peer(span) or store, "db", "cache" if store in CACHES else "database", _engine(store),
            database=first(attributes, names.DATABASE), table=first(attributes, names.TABLE), mode=names.mode(attributes),
        )  # fmt: skip
    target = names.peer(span)
    if not target or target == span.service:
        return None
    return Hop(span.service, target, "grpc" if first(attributes, names.RPC).endswith("grpc") else "http", "external")


def _engine(store: str) -> str:
    """As manifests call it: `postgresql` as `postgres`, `microsoft.sql_server` as `sqlserver`."""
    plain = store.lower().rpartition(".")[2].replace("_", "")
    return {"postgresql": "postgres", "mssql": "sqlserver"}.get(plain, plain)
