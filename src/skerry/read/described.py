"""Endpoints that a document describes and code declares as well: the code's word counts, and each stands once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from skerry.facts.kinds import AnyFact, Endpoint
from skerry.read.documents import openapi

_HOLE = re.compile(r"\{[^}]*\}")


def without_repetition(facts: Sequence[AnyFact]) -> list[AnyFact]:
    """The facts without endpoints of documents that code declares too, perhaps with less or more before the path."""
    coded: dict[str, list[str]] = defaultdict(list)
    handlers: set[tuple[str, int]] = set()
    for fact in facts:
        if isinstance(fact, Endpoint) and fact.reader != openapi.READER:
            coded[_last(fact.path)].append(f"{fact.method} {_plain(fact.path)}")
            handlers.add((fact.method, fact.unit))
    return [fact for fact in facts if not (isinstance(fact, Endpoint) and _is_coded(fact, coded, handlers))]


def _is_coded(fact: Endpoint, coded: dict[str, list[str]], handlers: set[tuple[str, int]]) -> bool:
    if fact.reader != openapi.READER:
        return False
    if (fact.method, fact.unit) in handlers:
        return True
    path = _plain(fact.path)
    for known in coded.get(_last(fact.path), ()):
        method, _, other = known.partition(" ")
        if method in {fact.method, "ANY"} and (path == other or _is_part(other, path) or _is_part(path, other)):
            return True
    return False


def _is_part(short: str, long: str) -> bool:
    """Whether a path of several parts is the end of another: what serves it may add a prefix that only its settings tell."""
    return short.count("/") > 1 and long.endswith(short)


def _plain(path: str) -> str:
    return _HOLE.sub("{}", path).rstrip("/").lower()


def _last(path: str) -> str:
    return _plain(path).rpartition("/")[2]
