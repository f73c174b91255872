"""What traces saw: who called which operation of whom in the window that they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from skerry.formats.traces import Hop

_TEMPLATE = re.compile(r"\{[^/{}]*\}")
_VERSION = re.compile(r"^/v[0-9]+(?=/)")


@dataclass(frozen=True, slots=True)
class Observed:
    """The calls and messages of a window of time; empty where nobody looked."""

    hops: frozenset[Hop] = frozenset()

    def callers(self, subject: str, providers: Collection[str] = ()) -> Iterator[str]:
        """Who used what a change is about, by name; of `providers` alone where there are any."""
        meant = {
            hop.consumer for hop in self.hops
            if (not providers or not hop.provider or hop.provider in providers) and _same(hop.operation, subject)
        }  # fmt: skip
        yield from sorted(meant)

    def knows(self, providers: Collection[str]) -> bool:
        """Whether anybody was seen to call one of these services, so that silence about an operation says something."""
        return any(hop.provider in providers for hop in self.hops)


def route(name: str) -> str:
    """`GET /v2/orders/{orderId}` as `get /orders/{}`."""
    method, _, path = name.partition(" ")
    plain = _TEMPLATE.sub("{}", _VERSION.sub("", path)).rstrip("/")
    return f"{method.lower()} {plain}"


def _same(seen: str, subject: str) -> bool:
    """Whether a traced operation is that of a change: a route, a template with values in it, an rpc, or a topic."""
    if seen.startswith("#"):
        channel, sign, message = subject.lower().partition("#")
        return bool(sign) and seen[1:].lower() in (channel, message)
    if " " in seen:
        one, other = route(seen).split("/"), route(subject).split("/")
        return len(one) == len(other) and all(b in (a, "{}") for a, b in zip(one, other, strict=True))
    return _rpc(seen) == _rpc(subject)


def _rpc(name: str) -> list[str]:
    return [part.lower() for part in re.split(r"[/.]", name)[-2:]]
