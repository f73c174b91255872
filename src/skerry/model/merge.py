"""Several texts as one model: sections are spread over files as their owners like, each name is defined in one of them."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.model.document import Document
from skerry.model.nodes import AnyNode, Mapping, Scalar, Sequence
from skerry.model.problems import document as codes

OPEN_DEPTH = {"types": 2}
"""How deep sections are merged; all others one level, so that each entry stands in one file."""


def merge(documents: Iterable[Document]) -> tuple[Mapping, list[Problem]]:
    """One root for all documents, and a problem for everything that is defined in two."""
    problems: list[Problem] = []
    roots = [document.root for document in documents]
    return (roots[0], problems) if len(roots) == 1 else (_mappings(roots, 0, 1, problems), problems)


def _mappings(parts: list[Mapping], depth: int, limit: int, problems: list[Problem]) -> Mapping:
    found: dict[str, list[tuple[Scalar, AnyNode]]] = {}
    for part in parts:
        for pair in part.pairs:
            found.setdefault(pair[0].text, []).append(pair)
    pairs = []
    for name, entries in found.items():
        inner = OPEN_DEPTH.get(name, 1) if depth == 0 else limit
        pairs.append(entries[0] if len(entries) == 1 else (entries[0][0], _values(entries, depth + 1, inner, problems)))
    first = parts[0]
    return Mapping(
        first.path,
        first.line,
        first.column,
        first.end_line,
        first.end_column,
        first.start,
        first.end,
        tuple(pairs),
        False,
    )


def _values(entries: list[tuple[Scalar, AnyNode]], depth: int, limit: int, problems: list[Problem]) -> AnyNode:
    values = [value for _, value in entries]
    if depth <= limit and all(isinstance(value, Mapping) for value in values):
        return _mappings([value for value in values if isinstance(value, Mapping)], depth, limit, problems)
    if depth == 1 and all(isinstance(value, Sequence) for value in values):
        return _sequences([value for value in values if isinstance(value, Sequence)])
    first = entries[0]
    for key, value in entries[1:]:
        same = isinstance(value, Scalar) and isinstance(first[1], Scalar) and value.text == first[1].text
        if not same:
            problems.append(_twice(key, first[0]))
    return first[1]


def _sequences(parts: list[Sequence]) -> Sequence:
    first = parts[0]
    items = tuple(item for part in parts for item in part.items)
    return Sequence(
        first.path, first.line, first.column, first.end_line, first.end_column, first.start, first.end, items, False
    )


def _twice(key: Scalar, first: Scalar) -> Problem:
    related: tuple[tuple[Span, str], ...] = ((first.span, "first here"),)
    return Problem(
        codes.TWO_FILES, f"`{key.text}` is defined in two files", key.span, "", "keep one of the two", related
    )
