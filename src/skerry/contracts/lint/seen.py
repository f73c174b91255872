"""What comes of looking at documents: broken rules with their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skerry.contracts.lint.walk import Found
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.json_schema import Place
from skerry.formats.text import Text, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Placed:
    """A broken rule with where that is: a place to click on, and the pointer or the coordinate within the document."""

    found: Found
    span: Span
    pointer: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the rules say of one document, or of several that make one whole, and what could not be read."""

    placed: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()


def placed(found: Iterable[Found], text: Text, bundle: Bundle) -> tuple[Placed, ...]:
    """Finds the lines: one pass over each text, however many there are."""
    hits = list(found)
    wanted: dict[str, list[str]] = {}
    for each in hits:
        if isinstance(each.hit.place, Place):
            wanted.setdefault(each.hit.place.document, []).append(each.hit.place.pointer)
    spans = {document: _spans(document, pointers, text, bundle) for document, pointers in wanted.items()}
    return tuple(_placed(each, spans) for each in hits)


def _placed(each: Found, spans: dict[str, dict[str, Span]]) -> Placed:
    place = each.hit.place
    if isinstance(place, Span):
        return Placed(each, place, "")
    return Placed(each, spans[place.document][place.pointer], place.pointer)


def _spans(document: str, pointers: list[str], text: Text, bundle: Bundle) -> dict[str, Span]:
    here: Text | None = text
    if document:
        try:
            data = bundle.fetch(document)
        except TooLargeError:
            data = None
        here = read(bundle.place(document), data)[0] if data is not None else None
    if here is None:
        return dict.fromkeys(pointers, Span(bundle.place(document)))
    return here.spans(pointers)
