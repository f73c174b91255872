"""Persisted GraphQL operations by consumer, from folders and from the manifests that clients are built with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from skerry.contracts import problems
from skerry.formats import problems as format_problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.text import read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_GRAPHQL = (".graphql", ".graphqls", ".gql")
_HASH = re.compile(r"(?:sha256:)?[0-9a-fA-F]{16,}$")
_DOCUMENT = re.compile(r"(?:\s|#[^\n]*\n)*(?:query|mutation|subscription|fragment)\b|\s*\{")

Sent = tuple[str, str]


def persisted(bundle: Bundle) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """The documents of each consumer. A folder at the top is a consumer, else the name of the file, unless a manifest says it."""
    found: dict[str, list[str]] = {}
    wrong: list[Problem] = []
    for name in bundle.names:
        part = _file(bundle, name)
        if isinstance(part, Problem):
            wrong.append(part)
            continue
        for consumer, document in part:
            found.setdefault(consumer, []).append(document)
    if not found and not wrong:
        wrong.append(Problem(problems.OPERATIONS, "there is no operation here", Span(bundle.label or ".")))
    return {name: tuple(dict.fromkeys(found[name])) for name in sorted(found)}, tuple(wrong)


def _file(bundle: Bundle, name: str) -> list[Sent] | Problem:
    place = bundle.place(name)
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        data = None
    if data is None:
        return Problem(format_problems.UNREADABLE, "not there, too large, or it may not be read", Span(place))
    path = PurePosixPath(name)
    consumer = path.parts[0] if len(path.parts) > 1 else path.name.partition(".")[0]
    if path.suffix.lower() in _GRAPHQL:
        return [(consumer, data.decode("utf-8", "replace"))]
    document, bad = read(place, data)
    if document is None:
        return bad[0]
    sent = list(_manifest(document.value, consumer))
    return sent or Problem(problems.OPERATIONS, "this is no manifest of operations that is known", Span(place, 1))


def _manifest(value: Any, consumer: str, *, within: bool = False) -> Iterator[Sent]:
    """The documents of a manifest; `within` one of several consumers, whose own maps hold documents and nothing deeper."""
    if isinstance(value, list):
        yield from _listed(value, consumer)
    elif isinstance(value, dict) and isinstance(value.get("operations"), list):
        yield from _listed(value["operations"], consumer)  # Apollo: {format, version, operations: [{id, name, body}]}
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _entry(key, each, consumer, within=within)


def _entry(key: str, value: Any, consumer: str, *, within: bool) -> Iterator[Sent]:
    if isinstance(value, str) and _DOCUMENT.match(value):
        yield (
            consumer if within or _HASH.match(key) else key,
            value,
        )  # Relay: {hash: document}; ours: {consumer: document}
    elif _DOCUMENT.match(key):
        yield consumer, key  # Apollo's first manifests: {document: id}
    elif isinstance(value, list | dict) and not within:
        yield from _manifest(value, key, within=True)


def _listed(rows: list[Any], consumer: str) -> Iterator[Sent]:
    for row in rows:
        if isinstance(row, str) and _DOCUMENT.match(row):
            yield consumer, row
        elif isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row):
            yield consumer, row[1]  # Relay, as a list: [hash, document]
        elif isinstance(row, dict):
            body = next(
                (row[key] for key in ("body", "document", "query", "text") if isinstance(row.get(key), str)), ""
            )
            named = next(
                (row[key] for key in ("clientName", "client", "consumer") if isinstance(row.get(key), str)), ""
            )
            if body:
                yield named or consumer, body
