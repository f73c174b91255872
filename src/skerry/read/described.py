"""Endpoints that a document describes and code declares as well: each stands once.

The code's word counts, unless it is generated: then a document leads to the handler that somebody wrote.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from skerry.facts.kinds import AnyFact, Endpoint, Unit
from skerry.read.documents import openapi

_HOLE = re.compile(r"\{[^}]*\}")


def without_repetition(units: Sequence[Unit], facts: Sequence[AnyFact]) -> list[AnyFact]:
    """The facts with endpoints that a document and code both have once, whichever has more before the path."""
    described = [fact for fact in facts if isinstance(fact, Endpoint) and fact.reader == openapi.READER]
    if not described:
        return list(facts)
    others = [fact for fact in facts if isinstance(fact, Endpoint) and fact.reader != openapi.READER]
    generated = {id(fact) for fact in others if units[fact.unit].role == "generated"}
    coded = _Served(fact for fact in others if id(fact) not in generated)
    left_out = {id(fact) for fact in described if coded.has(fact)}
    documents = _Served(fact for fact in described if id(fact) not in left_out)
    left_out |= {id(fact) for fact in others if id(fact) in generated and documents.has(fact)}
    return [fact for fact in facts if id(fact) not in left_out]


class _Served:
    """What some endpoints serve, by the last part of the path."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._by_last: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._handlers: set[tuple[str, int]] = set()
        for endpoint in endpoints:
            path = _plain(endpoint.path)
            self._by_last[path.rpartition("/")[2]].append((endpoint.method, path))
            self._handlers.add((endpoint.method, endpoint.unit))

    def has(self, endpoint: Endpoint) -> bool:
        """Whether one of them is this one: it has its handler, or its path, perhaps with a prefix that only settings tell."""
        path = _plain(endpoint.path)
        return (endpoint.method, endpoint.unit) in self._handlers or any(
            method in {endpoint.method, "ANY"} and (path == other or _is_part(other, path) or _is_part(path, other))
            for method, other in self._by_last.get(path.rpartition("/")[2], ())
        )


def _is_part(short: str, long: str) -> bool:
    return short.count("/") > 1 and long.endswith(short)


def _plain(path: str) -> str:
    return _HOLE.sub("{}", path).rstrip("/").lower()
