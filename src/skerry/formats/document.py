"""A document that holds schemas among other things: its parts, where references lead, and where each part is written."""

from __future__ import annotations

from typing import Any

from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.json_schema import Dialect, Part, Place, Schemas, Shape
from skerry.formats.text import Text, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_HOPS = 50


class Document:
    """A document. `schemas` holds its schemas, and follows references into the files beside it."""

    def __init__(self, text: Text, dialect: Dialect, name: str, bundle: Bundle) -> None:
        self.text = text
        self.raw: dict[str, Any] = text.value
        self.root = Part(self.raw, Place("", ""))
        self.name = name
        self.bundle = bundle
        self.schemas = Schemas(self.raw, dialect, name, bundle)
        self.schemas.locate = self.span
        self._texts: dict[str, Text | None] = {"": text, name: text}

    def shape(self, part: Part | None) -> Shape:
        """The schema that stands at a part; one that accepts everything for None."""
        return self.schemas.all(() if part is None else (part,))

    def follow(self, part: Part) -> Part:
        """What a `$ref` in place of an object leads to; an empty object, and a problem, where it leads nowhere or round."""
        return self.hops(part)[-1]

    def hops(self, part: Part) -> tuple[Part, ...]:
        """A part and the parts that its `$ref` leads over; the last is an object without one, empty where it leads nowhere."""
        found = [part]
        for _ in range(_HOPS):
            reference = found[-1].raw.get("$ref") if isinstance(found[-1].raw, dict) else None
            if not isinstance(reference, str):
                break
            following = self.schemas.follow(reference, found[-1])
            if following is None:
                return (*found, found[-1]._replace(raw={}))
            found.append(following)
        last = found[-1]
        if not isinstance(last.raw, dict) or "$ref" in last.raw:
            found[-1] = last._replace(raw={})
        return tuple(found)

    def span(self, place: Place) -> Span:
        """Where a place is in its file."""
        if place.document not in self._texts:
            self._texts[place.document] = self._read(place.document)
        text = self._texts[place.document]
        return text.span(place.pointer) if text else Span(self.bundle.place(place.document))

    def _read(self, name: str) -> Text | None:
        try:
            data = self.bundle.fetch(name)
        except TooLargeError:
            return None
        return read(self.bundle.place(name), data)[0] if data is not None else None


def first(bundle: Bundle) -> tuple[Text | None, tuple[Problem, ...]]:
    """The text of the document that a bundle names first, and what is wrong with it; None where it cannot be read."""
    name = bundle.names[0]
    place = bundle.place(name)
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        return None, (Problem(problems.UNREADABLE, "larger than 64 MB", Span(place)),)
    if data is None:
        return None, (Problem(problems.UNREADABLE, "not there, or it may not be read", Span(place)),)
    return read(place, data)
