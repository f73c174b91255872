"""What traces saw: who called which operation of whom in the window that they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from skerry.formats.traces import Hop

_TEMPLATE = re.compile(r"\{[^/{}]*\}")
_VERSION = re.compile(r"^/v[0-9]+(?=/)")


_Sort = tuple[str, int]


class Observed:
    """The calls and messages of a window of time; none where nobody looked."""

    def __init__(self, hops: Iterable[Hop] = ()) -> None:
        self._hops: dict[_Sort, list[tuple[list[str], Hop]]] = {}
        self._providers: set[str] = set()
        for hop in hops:
            parts = _parts(hop.operation)
            self._hops.setdefault(_sort(parts), []).append((parts, hop))
            self._providers.add(hop.provider)

    def callers(self, subject: str, providers: Collection[str] = ()) -> Iterator[str]:
        """Who used what a change is about, by name; of `providers` alone where there are any."""
        meant = _parts(subject)
        forms = (
            [meant, [meant[0], meant[2]]] if meant[0] == "#" and len(meant) > 2 else [meant]
        )  # a topic, or its message
        if meant[0] == "#":
            forms.append(meant[:2])
        found = {
            hop.consumer for form in forms for parts, hop in self._hops.get(_sort(form), [])
            if (not providers or not hop.provider or hop.provider in providers) and _fits(parts, form)
        }  # fmt: skip
        yield from sorted(found)

    def knows(self, providers: Collection[str]) -> bool:
        """Whether anybody was seen to call one of these services, so that silence about an operation says something."""
        return not self._providers.isdisjoint(providers)


def route(name: str) -> str:
    """`GET /v2/orders/{orderId}` as `get /orders/{}`."""
    method, _, path = name.partition(" ")
    plain = _TEMPLATE.sub("{}", _VERSION.sub("", path)).rstrip("/")
    return f"{method.lower()} {plain}"


def _parts(operation: str) -> list[str]:
    """A route as its segments, an rpc as service and method, a topic as `#` and its names."""
    if "#" in operation:
        return ["#", *filter(None, operation.lower().split("#"))]
    if " " in operation:
        return route(operation).split("/")
    return ["", *re.split(r"[/.]", operation.lower())[-2:]]


def _sort(parts: list[str]) -> _Sort:
    return parts[0], len(parts)


def _fits(seen: list[str], meant: list[str]) -> bool:
    """Whether one is the other, or the other with values in the places of its template."""
    return all(b in (a, "{}") for a, b in zip(seen, meant, strict=True))
