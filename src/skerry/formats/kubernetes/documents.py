"""A file of manifests to its objects: several documents, lists, YAML or JSON; one that is broken takes no other with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs

from skerry.formats import problems as codes
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed, text
from skerry.formats.text import Text, pointer, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_SEPARATOR = re.compile(rb"^---(?=\s|$)[^\n]*", re.M)
_MOST_NESTED = 4  # lists in lists
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a file: its objects, keys that stand twice (which the API server refuses), and what could not be read."""

    resources: tuple[Resource, ...] = ()
    repeated: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def documents(place: str, data: bytes) -> Read:
    """The objects of a file. What has no `apiVersion` and `kind` is no object, and is passed over."""
    found: list[Resource] = []
    repeated: list[Problem] = []
    problems: list[Problem] = []
    for part, before in _parts(data.removeprefix(_BOM)):
        document, wrong = read(place, part)
        for each in wrong:
            (repeated if each.code is codes.REPEATED else problems).append(_lowered(each, before))
        if document is not None:
            found += _objects(document.value, document, before, "", 0)
    return Read(tuple(found), tuple(repeated), tuple(problems))


def _parts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The documents' texts, and how many lines stand before each. A line that begins with `---` ends a document wherever it stands."""
    start = before = 0
    for separator in _SEPARATOR.finditer(data):
        if data[start : separator.start()].strip():
            yield data[start : separator.start()], before
        tail = separator[0][3:].strip()
        before += data.count(b"\n", start, separator.start())
        follows = bool(tail) and not tail.startswith(b"#")  # `--- {a: b}`: it belongs to the document
        start = separator.start() + 3 if follows else separator.end()
    if data[start:].strip():
        yield data[start:], before


def _lowered(problem: Problem, lines: int) -> Problem:
    return replace(problem, span=_moved(problem.span, lines)) if lines else problem


def _moved(span: Span, lines: int) -> Span:
    end = span.end_line + lines if span.end_line else 0
    return structs.replace(span, line=span.line + lines, end_line=end) if span.line else span


def _objects(value: Any, document: Text, before: int, within: str, depth: int) -> Iterator[Resource]:
    kind = text(value, "kind")
    if not isinstance(value, dict) or not kind or not text(value, "apiVersion"):
        return
    if kind.endswith("List") and isinstance(value.get("items"), list) and depth < _MOST_NESTED:
        for at, each in enumerate(listed(value, "items")):
            yield from _objects(each, document, before, within + pointer("items", at), depth + 1)
    else:
        yield Resource(value, document, before, within)
