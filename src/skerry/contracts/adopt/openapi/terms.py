"""Schemas of a document as types of the architecture language; what the language has no words for is counted where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from skerry.contracts.write.basic import BASIC, LONGEST, MOST
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Api

_FORMATS = {
    "uuid": "uuid", "date": "date", "date-time": "datetime", "time": "time", "duration": "duration", "email": "email",
    "uri": "url", "url": "url", "decimal": "decimal", "byte": "bytes", "binary": "bytes", "idn-email": "email", "iri": "url",
}  # fmt: skip
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WORD = re.compile(r"[a-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*\Z")
_POINTERS = ("/components/schemas/", "/definitions/")
_LENGTHS = ("minLength", "maxLength", LONGEST)
_COUNTS = ("minItems", "maxItems", MOST)
_ENDS = ("minimum", "maximum", None)
_DEEPEST = 40

Definition = Mapping[str, str] | str


class Terms:
    """The types of one document. `types` grows by what is asked for; `unsaid` says what was left out, and where."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.types: dict[str, Definition] = {}
        self.unsaid: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._depth = 0

    def of(self, part: Part, near: str) -> str:
        """The type of a schema; `near` names a record that has no name of its own."""
        raw = part.raw
        if not isinstance(raw, dict):
            return "json"
        if isinstance(raw.get("$ref"), str):
            return self._referred(part, near)
        if self._depth > _DEEPEST:
            return self._left_out(part, "it is nested too deeply")
        self._depth += 1
        try:
            return self._inline(part, near)
        finally:
            self._depth -= 1

    def left_out(self, part: Part, why: str) -> None:
        """Notes what could not be said."""
        self.unsaid.setdefault(str(part.place), why)

    def _left_out(self, part: Part, why: str) -> str:
        self.left_out(part, why)
        return "json"

    def _referred(self, part: Part, near: str) -> str:
        target = self._api.follow(part)
        pointer = str(target.place)
        prefix = next((each for each in _POINTERS if each in pointer), "")
        name = pointer.rpartition(prefix)[2] if prefix else ""
        if not name or "/" in name:
            name = near
        if pointer in self._names:
            return self._names[pointer]
        if _is_money(target.raw):
            return "money"
        if not self._deserves_a_name(target.raw):
            return self.of(target, near)
        shown = self._names[pointer] = self.free(name)
        self.types[shown] = {}  # it may refer to itself
        found = self._definition(target, shown)
        if found:
            self.types[shown] = found
        else:
            del self.types[shown]
            self._names[pointer] = self.of(target, shown)
        return self._names[pointer]

    def _deserves_a_name(self, raw: Any) -> bool:
        """Records and alternatives do, and choices; a text with a format does not."""
        return isinstance(raw, dict) and bool(
            raw.get("properties") or raw.get("allOf") or _alternatives(raw)[1] or _words(raw)
        )

    def _definition(self, part: Part, name: str) -> Definition:
        if words := _words(part.raw):
            return " | ".join(words)
        if _alternatives(part.raw)[1]:
            union = self._union(part, name)
            return union if "|" in union else ""
        return self._record(part, name)

    def _inline(self, part: Part, near: str) -> str:
        raw = part.raw
        if words := _words(raw):
            return " | ".join(words)
        if _alternatives(raw)[1]:
            return self._union(part, near)
        if raw.get("properties") or (isinstance(raw.get("allOf"), list) and raw["allOf"]):
            return self._inline_record(part, near)
        kinds = raw.get("type")
        names = [kind for kind in kinds if kind != "null"] if isinstance(kinds, list) else [kinds]
        maybe = "?" if raw.get("nullable") is True or (isinstance(kinds, list) and "null" in kinds) else ""
        if len(names) != 1:
            return self._left_out(part, "it has several types") + maybe
        return _maybe(self._simple(part, names[0], near)) if maybe else self._simple(part, names[0], near)

    def _inline_record(self, part: Part, near: str) -> str:
        members = part.raw.get("allOf")
        if isinstance(members, list) and len(members) == 1 and not part.raw.get("properties"):
            return self.of(part.below("allOf", 0), near)
        if _is_money(part.raw):
            return "money"
        name = self.free(near)
        self.types[name] = {}
        fields = self._record(part, name)
        if not fields:
            del self.types[name]
            return self._left_out(part, "none of its properties has a name that a field could have")
        self.types[name] = fields
        return name

    def _simple(self, part: Part, kind: Any, near: str) -> str:
        raw = part.raw
        if kind == "string":
            basic = _FORMATS.get(str(raw.get("format")), "bytes" if raw.get("contentEncoding") == "base64" else "text")
            if "pattern" in raw and basic == "text":
                self.left_out(part, "its pattern")
            return _bounded(basic, raw, _LENGTHS) if basic == "text" else basic
        if kind == "integer":
            usual = BASIC["int"]
            own = {name: value for name, value in raw.items() if name not in usual or usual[name] != value}
            return _bounded("int", own, _ENDS)
        if kind == "number":
            self.left_out(part, "exact decimals are sent as text")
            return _bounded("decimal", raw, _ENDS)
        if kind == "boolean":
            return "bool"
        if kind == "array":
            inner = self.of(part.below("items"), near) if isinstance(raw.get("items"), dict) else "json"
            return _bounded(f"{_inner(inner)}[]", raw, _COUNTS)
        if kind == "object":
            self.left_out(part, "a map, whose keys are not known")
        return "json"

    def _union(self, part: Part, near: str) -> str:
        word, members = _alternatives(part.raw)
        parts = [part.below(word, at) for at in range(len(members))]
        kept = [each for each in parts if each.raw != {"type": "null"}]
        found = [self.of(self._untagged(each), f"{near}{at}" if at else near) for at, each in enumerate(kept, 1)]
        found = list(dict.fromkeys(found))
        maybe = len(kept) < len(parts)
        if len(found) == 1:
            return _maybe(found[0]) if maybe else found[0]
        if found and all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) and self._is_record(name) for name in found):
            return _maybe(f"({' | '.join(found)})") if maybe else " | ".join(found)
        return self._left_out(part, "alternatives that are not all records")

    def _is_record(self, name: str) -> bool:
        return isinstance(self.types.get(name), dict)

    def _untagged(self, part: Part) -> Part:
        """An alternative of ours without what tells it apart from the others."""
        raw = self._api.follow(part).raw if isinstance(part.raw, dict) else None
        members = raw.get("allOf") if isinstance(raw, dict) else None
        if isinstance(members, list) and len(members) == 2 and isinstance(members[1], dict):
            tags = members[1].get("properties")
            if (
                isinstance(tags, dict)
                and len(tags) == 1
                and all("const" in tag for tag in tags.values() if isinstance(tag, dict))
            ):
                return self._api.follow(part).below("allOf", 0)
        return part

    def _record(self, part: Part, name: str) -> dict[str, str]:
        fields: dict[str, str] = {}
        needed: set[str] = set()
        for each in self._members(part, set()):
            needed |= _needed(each.raw)
            properties = each.raw.get("properties")
            for field in properties if isinstance(properties, dict) else ():
                if _FIELD.match(field):
                    fields[field] = self.of(each.below("properties", field), name + pascal(field))
                else:
                    self.left_out(each.below("properties", field), f"`{field}` is no name of a field")
        return {field: of if field in needed else _maybe(of) for field, of in fields.items()}

    def _members(self, part: Part, seen: set[str]) -> Iterator[Part]:
        """A schema, and those that it is all of."""
        part = self._api.follow(part) if isinstance(part.raw, dict) else part._replace(raw={})
        if str(part.place) in seen or not isinstance(part.raw, dict):
            return
        seen.add(str(part.place))
        members = part.raw.get("allOf")
        for at in range(len(members) if isinstance(members, list) else 0):
            yield from self._members(part.below("allOf", at), seen)
        yield part

    def free(self, name: str) -> str:
        """A name that no other type has."""
        shown = pascal(name) or "Type"
        number, found = 2, shown
        while found in self.types:
            found, number = f"{shown}{number}", number + 1
        return found


def pascal(name: str) -> str:
    """`order-item` as `OrderItem`."""
    joined = "".join(piece[:1].upper() + piece[1:] for piece in re.split(r"[^A-Za-z0-9]+", name))
    return joined.lstrip("0123456789") if not joined[:1].isalpha() else joined


def _alternatives(raw: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The word and its members; ('', []) where there are none."""
    for word in ("oneOf", "anyOf"):
        members = raw.get(word)
        if isinstance(members, list) and members:
            return word, members
    return "", []


def _words(raw: Any) -> list[str]:
    """The words of a choice; [] where it is none, or one that the language can't spell."""
    if not isinstance(raw, dict) or raw.get("type") not in ("string", None):
        return []
    words = raw.get("enum", raw.get("x-extensible-enum"))
    good = (
        isinstance(words, list)
        and len(words) > 1
        and all(isinstance(each, str) and _WORD.match(each) for each in words)
    )
    return list(dict.fromkeys(words)) if good and isinstance(words, list) else []


def _is_money(raw: Any) -> bool:
    properties = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(properties, dict) or set(properties) != {"amount", "currency"}:
        return False
    amount = properties["amount"]
    return isinstance(amount, dict) and amount.get("type") == "string" and _needed(raw) == set(properties)


def _needed(raw: Mapping[str, Any]) -> set[str]:
    """The properties that have to be there."""
    required = raw.get("required")
    return {each for each in required if isinstance(each, str)} if isinstance(required, list) else set()


def _bounded(of: str, raw: Mapping[str, Any], words: tuple[str, str, int | None]) -> str:
    """A type with its bounds, those that all of its kind have left out."""
    least, most, usual = words
    low, high = _number(raw.get(least)), _number(raw.get(most))
    if usual is not None:
        low, high = (
            (low if low and low > 0 else None),
            (high if high != usual and high is not None and high >= 0 else None),
        )
    if low is not None and high is not None:
        return f"{of} {low}..{high}"
    if low is not None:
        return f"{of} >= {low}"
    return f"{of} <= {high}" if high is not None else of


def _number(value: Any) -> int | float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    return value if good else None


def _maybe(of: str) -> str:
    return of if of.endswith("?") else f"{_inner(of)}?"


def _inner(of: str) -> str:
    """A type as it stands before `?` or `[]`."""
    return f"({of})" if " " in of and not (of.startswith("(") and of.endswith(")")) else of
