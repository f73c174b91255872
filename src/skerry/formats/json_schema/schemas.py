"""The schemas of a document: where references lead, over files and cycles, and each schema once in its normal form."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urljoin

from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError, normal
from skerry.formats.json_schema.dialect import Dialect
from skerry.formats.json_schema.flat import Flat, Flattener
from skerry.formats.json_schema.index import Index, indexed
from skerry.formats.json_schema.places import ABSENT, Part, Place, lookup
from skerry.formats.json_schema.shape import Shape
from skerry.formats.text import read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

Load = Callable[[str], Any]


class Schemas:
    """The schemas that a document and the files beside it hold. One for each document and side of a comparison.

    `root` is the parsed document, `name` its name in `bundle`; `load` gives parsed files instead of a bundle. Nothing is read
    before it is asked for. `problems` grows while references are followed.
    """

    def __init__(
        self, root: Any, dialect: Dialect, name: str = "", bundle: Bundle | None = None, load: Load | None = None
    ) -> None:
        self.root = root
        self.dialect = dialect
        self.name = name
        self.problems: list[Problem] = []
        self.locate: Callable[[Place], Span] | None = None  # set by who has the text: problems then have lines
        self._bundle = bundle
        self._load = load or self._parsed
        self._documents: dict[str, Any] = {"": root}
        self._indexes: dict[str, Index] = {}
        self._shapes: dict[tuple[tuple[Place, ...], bool], Shape] = {}
        self._flattener = Flattener(dialect, self.follow)
        self._deep = False
        self._followed: dict[tuple[str, str, str], Part | None] = {}

    def at(self, pointer: str) -> Shape:
        """The schema at a JSON pointer of the document; one that accepts everything where there is nothing."""
        raw = lookup(self.root, pointer)
        return self.of({} if raw is ABSENT else raw, pointer)

    def of(self, raw: Any, pointer: str, document: str = "") -> Shape:
        """The shape of a schema that stands, as `raw`, at a JSON pointer of a document."""
        return self.all((Part(raw, Place(document, pointer)),))

    def all(self, parts: Iterable[Part], also: Flat | None = None) -> Shape:
        """The shape of what is valid under every one of these schemas, and under what a shape was made of."""
        source = tuple(parts)
        flat = self._flattener.all(source, also)
        if self._flattener.too_deep and not self._deep:
            self._report_depth(self._flattener.too_deep)
        return self._shape(flat, (*(also.atoms if also else ()), *source))

    def follow(self, reference: str, part: Part) -> Part | None:
        """The schema that a `$ref` inside `part` leads to; None, and a problem once, if there is none."""
        known = (reference, part.place.document, part.base)
        if known not in self._followed:
            self._followed[known] = self._found(reference, part)
        return self._followed[known]

    def _found(self, reference: str, part: Part) -> Part | None:
        uri, _, fragment = reference.partition("#")
        found = self._resource(uri, part) if uri else self._local(fragment, part)
        if found is not None and uri and fragment:
            found = self._local(fragment, found)
        if found is None:
            self._report(reference, part)
        return found

    def value(self, place: Place) -> Any:
        """What stands at a place, or `ABSENT`."""
        document = self._document(place.document)
        return ABSENT if document is None else lookup(document, place.pointer)

    def based(self, part: Part) -> Part:
        """The part with what its references are relative to, if it names itself."""
        return self._flattener.based(part)

    def _shape(self, flat: Flat, source: tuple[Part, ...]) -> Shape:
        key = (tuple(part.place for part in flat.atoms), flat.nullable)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(self.all, flat, source)
        return shape

    def _local(self, fragment: str, part: Part) -> Part | None:
        document = part.place.document
        if not fragment or fragment.startswith("/"):
            for base in dict.fromkeys((part.base, "")):
                found = self._part(Place(document, base + fragment), base)
                if found is not None:
                    return found
            return None
        pointer = self._index(document).anchors.get(unquote(fragment))
        return None if pointer is None else self._part(Place(document, pointer), part.base)

    def _resource(self, uri: str, part: Part) -> Part | None:
        document = part.place.document
        if self.dialect.identifier:
            index = self._index(document)
            for name in (uri, self._absolute(uri, part)):
                if name in index.resources:
                    pointer = index.resources[name]
                    return self._part(Place(document, pointer), pointer)
        if "://" in uri or uri.startswith(("urn:", "/")):
            return None
        folder = posixpath.dirname(document or self.name)
        other = normal(posixpath.join(folder, unquote(uri)))
        return self._part(Place("" if other == normal(self.name) else other, ""), "")

    def _absolute(self, uri: str, part: Part) -> str:
        root = self._document(part.place.document)
        base = root.get(self.dialect.identifier) if isinstance(root, dict) else None
        try:
            return urljoin(base, uri) if isinstance(base, str) else uri
        except ValueError:
            return uri

    def _part(self, place: Place, base: str) -> Part | None:
        raw = self.value(place)
        return None if raw is ABSENT else Part(raw, place, base)

    def _document(self, name: str) -> Any:
        if name not in self._documents:
            self._documents[name] = self._load(name)
        return self._documents[name]

    def _index(self, document: str) -> Index:
        if document not in self._indexes:
            self._indexes[document] = indexed(self._document(document), self.dialect.identifier)
        return self._indexes[document]

    def _parsed(self, name: str) -> Any:
        if self._bundle is None:
            return None
        try:
            data = self._bundle.fetch(name)
        except TooLargeError:
            data = None
        if data is None:
            return None
        text, found = read(self._bundle.place(name), data)
        self.problems.extend(found)
        return None if text is None else text.value

    def _report_depth(self, part: Part) -> None:
        self._deep = True
        where = part.place.document or self.name
        place = self._bundle.place(where) if self._bundle else where
        what = f"references and `allOf` are nested too deeply at {part.place}; what lies below is not compared"
        self.problems.append(Problem(problems.TOO_DEEP, what, Span(place)))

    def _report(self, reference: str, part: Part) -> None:
        where = part.place.document or self.name
        place = self._bundle.place(where) if self._bundle else where
        what = f"$ref {reference!r} at {part.place} leads nowhere"
        span = self.locate(part.place) if self.locate else Span(place)
        self.problems.append(Problem(problems.DANGLING, what, span, instead="Correct the name, or add what it names."))
