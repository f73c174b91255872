"""Schemas of payloads as terms of the architecture language: records get names, what the language has a word for gets that word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.write.basic import BASIC, LONGEST, MOST
from skerry.formats.json_schema import Shape

_COMPONENT = re.compile(r"/(?:components/schemas|\$defs|definitions)/([^/]+)$")
_PARTS = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[a-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_FIELD = re.compile(r"[a-z][A-Za-z0-9_]*")
_FORMATS = {
    "uuid": "uuid", "date": "date", "time": "time", "date-time": "datetime", "duration": "duration", "email": "email",
    "uri": "url", "url": "url", "decimal": "decimal", "byte": "bytes", "binary": "bytes",
}  # fmt: skip
_DEEPEST = 40
Record = Mapping[str, str]


class Terms:
    """The types of one document. `home` is the context that records belong to which no event is named after."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.found: dict[str, Record | str] = {}
        self._names: dict[Shape, str] = {}

    def fields(self, shape: Shape, context: str, at: str) -> Record:
        """The fields of a record; `at` names what has no name of its own."""
        found: dict[str, str] = {}
        for name in shape.members.names:
            inner = shape.members.named(name)
            term = self.term(inner, context, at + pascal(name))
            optional = name not in shape.members.required or inner.nullable
            found[name if _FIELD.fullmatch(name) else _camel(name)] = _maybe(term) if optional else term
        return found

    def is_record(self, shape: Shape) -> bool:
        """Whether it is a record with fields."""
        return shape.types - {"null"} == {"object"} and bool(shape.members.names)

    def term(self, shape: Shape, context: str, at: str) -> str:
        """A type as it is written in the model."""
        types = shape.types - {"null"}
        if _is_money(shape):
            return "money"
        if shape.one_of or shape.any_of:
            return self._union(shape, context, at)
        if self.is_record(shape):
            return self._named(shape, context, at)
        if types <= {"array"} and types:
            return self._list(shape, context, at)
        if types <= {"string"} and types:
            return _text(shape)
        if types == {"integer"}:
            return _number(shape, "int")
        if types and types <= {"integer", "number"}:
            return "decimal"
        return "bool" if types == {"boolean"} else "json"

    def name_of(self, shape: Shape, at: str) -> str:
        """What the document calls a record, else `at`."""
        named = (_COMPONENT.search(part.place.pointer) for part in reversed(shape.atoms))
        return pascal(next((match[1] for match in named if match), at))

    def _named(self, shape: Shape, context: str, at: str) -> str:
        if shape not in self._names:
            name = self._free(self.name_of(shape, at))
            self._names[shape] = name
            self.found[name] = {}  # so that it may hold itself
            self.found[name] = self.fields(shape, self.home, name) if len(self._names) < _DEEPEST**2 else "json"
        name = self._names[shape]
        return name if context == self.home else f"{self.home}.{name}"

    def _free(self, name: str) -> str:
        number, wanted = 2, name
        while name in self.found:
            name, number = f"{wanted}{number}", number + 1
        return name

    def _list(self, shape: Shape, context: str, at: str) -> str:
        inner = self.term(shape.elements.rest, context, at + "Item")
        held = f"({inner})" if " " in inner else inner
        return held + "[]" + _bounds(shape.limit("minItems"), shape.limit("maxItems"), MOST)

    def _union(self, shape: Shape, context: str, at: str) -> str:
        """Alternatives that are records; the property that tells ours apart goes without saying."""
        branches = [branch for union in (*shape.one_of, *shape.any_of) for branch in union if branch.types != {"null"}]
        if len(branches) == 1:
            return self.term(branches[0], context, at)
        if not all(self.is_record(branch) for branch in branches):
            return "json"
        names = [self._alternative(branch, context, f"{at}{number}") for number, branch in enumerate(branches, 1)]
        return " | ".join(dict.fromkeys(names))

    def _alternative(self, branch: Shape, context: str, at: str) -> str:
        kind = branch.members.named("kind").values if "kind" in branch.members.names else None
        if not kind or len(kind) != 1 or not isinstance(kind[0], str):
            return self._named(branch, context, at)
        name = pascal(kind[0])
        if name not in self.found:
            self.found[name] = {}
            self.found[name] = {
                field: of for field, of in self.fields(branch, self.home, name).items() if field != "kind"
            }
        return name if context == self.home else f"{self.home}.{name}"


def pascal(name: str) -> str:
    """`order-created` as `OrderCreated`."""
    joined = "".join(part[:1].upper() + part[1:] for part in _PARTS.findall(name))
    return joined if joined[:1].isalpha() else f"T{joined}"


def _maybe(term: str) -> str:
    return f"({term})?" if " " in term else f"{term}?"


def _camel(name: str) -> str:
    joined = pascal(name)
    return joined[:1].lower() + joined[1:]


def _is_money(shape: Shape) -> bool:
    return shape.types == {"object"} and set(shape.members.names) == {"amount", "currency"}


def _text(shape: Shape) -> str:
    values = shape.values or shape.open_values
    if values:
        words = [value for value in values if isinstance(value, str) and _WORD.fullmatch(value)]
        return " | ".join(dict.fromkeys(words)) if len(words) == len(values) and len(words) > 1 else "text"
    if shape.content:
        return "bytes"
    word = next((_FORMATS[each] for each in shape.formats if each in _FORMATS), "text")
    usual = BASIC[word].get("maxLength", LONGEST)
    return word if word != "text" else word + _bounds(shape.limit("minLength"), shape.limit("maxLength"), usual)


def _number(shape: Shape, word: str) -> str:
    low = None if shape.lower is None else int(shape.lower.value) + shape.lower.exclusive
    high = None if shape.upper is None else int(shape.upper.value) - shape.upper.exclusive
    widest = BASIC["int"]["maximum"]
    return word + _bounds(low if low is None or low > -widest else None, high, widest)


def _bounds(low: int | None, high: int | None, usual: int) -> str:
    high = None if high is None or high >= usual else high
    if low is not None and high is not None:
        return f" {low}..{high}"
    return f" >= {low}" if low is not None else f" <= {high}" if high is not None else ""
