"""An object with its traits: what stands at its keys after they were merged, and where that is written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from skerry.formats.asyncapi.version import Version
from skerry.formats.document import Document
from skerry.formats.json_schema import Part
from skerry.formats.text import escaped


class Fields:
    """The object at `part` and its traits. In 3.x the object wins over its traits, in 2.x they win over it; later ones over earlier."""

    def __init__(self, document: Document, version: Version, part: Part) -> None:
        self.part = part
        self._document = document
        self._version = version

    @cached_property
    def _holders(self) -> tuple[Part, ...]:
        """The object and its traits, the strongest first."""
        written = self.part.raw.get("traits")
        listed = written if isinstance(written, list) else []
        traits = [self._document.follow(self.part.below("traits", at)) for at in reversed(range(len(listed)))]
        return (self.part, *traits) if self._version is Version.V3 else (*traits, self.part)

    def at(self, key: str) -> Part | None:
        """What stands at a key; None where nothing does. Maps of several holders become one, at a place of the object."""
        found = [holder.below(key) for holder in self._holders if key in holder.raw]
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        raw = found[0].raw
        for weaker in found[1:]:
            raw = _merged(raw, weaker.raw)
        place = self.part.place
        return found[0]._replace(raw=raw, place=place._replace(pointer=f"{place.pointer}/{escaped(key)}"))

    def object(self, key: str) -> Part | None:
        """The object that stands at a key, after references; None for anything else."""
        found = self.at(key)
        return self._document.follow(found) if found and isinstance(found.raw, dict) else None

    def text(self, key: str) -> str:
        """The text at a key, or nothing."""
        found = self.at(key)
        return found.raw if found and isinstance(found.raw, str) else ""

    @cached_property
    def bindings(self) -> dict[str, Part]:
        """What is said for each protocol."""
        found = self.object("bindings")
        if found is None:
            return {}
        names = [name for name, raw in found.raw.items() if isinstance(raw, dict) and not name.startswith("x-")]
        return {name: self._document.follow(found.below(name)) for name in names}


def _merged(strong: Any, weak: Any) -> Any:
    """A JSON merge patch (RFC 7396) with the strong one as the patch; references are not looked into."""
    if not isinstance(strong, dict) or not isinstance(weak, dict) or "$ref" in strong or "$ref" in weak:
        return strong
    return {**weak, **{key: _merged(value, weak[key]) if key in weak else value for key, value in strong.items()}}
