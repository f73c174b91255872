"""Documents of a bundle as one schema: SDL in any number of files, or what a server answers to introspection."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.graphql.introspection import introspected
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Directive, Roots, Type
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a bundle: its text, or what its introspection says."""

    name: str
    path: str
    text: str = ""
    given: tuple[Type | Directive | Roots, ...] = ()


def sources(bundle: Bundle) -> tuple[list[Source], list[Problem]]:
    """The files of a bundle, and what cannot be read of them."""
    found: list[Source] = []
    wrong: list[Problem] = []
    for name in bundle.names:
        each = _source(bundle, name)
        if isinstance(each, Source):
            found.append(each)
        else:
            wrong.append(each)
    return found, wrong


def schema_of(found: list[Source]) -> Schema:
    """All files as one schema."""
    return Schema(
        ((each.path, each.text) for each in found if each.text), (one for each in found for one in each.given)
    )


def schema_of_text(text: str, path: str = "schema.graphql") -> Schema:
    """The schema of one text."""
    return Schema(((path, text),))


def _source(bundle: Bundle, name: str) -> Source | Problem:
    path = bundle.place(name)
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        return Problem(problems.UNREADABLE, "larger than 64 MB", Span(path))
    if data is None:
        return Problem(problems.UNREADABLE, "not there, or it may not be read", Span(path), instead="Check the path.")
    if name.lower().endswith(".json"):
        given = introspected(data, path)
        return given if isinstance(given, Problem) else Source(name, path, given=tuple(given))
    try:
        return Source(name, path, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Problem(problems.UNREADABLE, f"byte {error.start} is not UTF-8", Span(path), instead="Save it as UTF-8.")
