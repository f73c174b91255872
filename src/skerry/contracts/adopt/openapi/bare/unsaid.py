"""What of a document the language has no words for, by place."""

from __future__ import annotations

from collections.abc import Mapping

from skerry.formats.json_schema import Part

_WORDS = {
    "multipleOf": "its step",
    "not": "what it must not be",
    "patternProperties": "properties by pattern",
    "propertyNames": "what keys may look like",
    "contains": "what a list has to contain",
    "prefixItems": "a list of fixed places",
    "dependentRequired": "what one property needs of others",
    "dependentSchemas": "what one property needs of others",
    "if": "a condition",
    "discriminator": "the property that tells alternatives apart",
}
_MARKS = {"readOnly": "that it is only sent", "writeOnly": "that it is only taken"}


class Unsaid:
    """The places, in the order in which they were met, each with a reason."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def note(self, part: Part, why: str) -> None:
        """A part that could not be said."""
        self.places.setdefault(str(part.place), why)

    def words(self, part: Part) -> None:
        """The keywords of a schema that have no counterpart."""
        raw = part.raw
        if not isinstance(raw, Mapping):
            return
        for word, why in _WORDS.items():
            if raw.get(word) not in (None, False):
                self.note(part, why)
        for word, why in _MARKS.items():
            if raw.get(word) is True:
                self.note(part, why)
