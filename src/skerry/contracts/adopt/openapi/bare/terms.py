"""Schemas of a document as types of the architecture language, as near as it can say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from skerry.contracts.adopt.openapi.bare import simple
from skerry.contracts.adopt.openapi.bare.unsaid import Unsaid
from skerry.contracts.adopt.openapi.terms import pascal
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Api
from skerry.model.terms.types import Basic, Choice, Format, Many, Mapped, Maybe, Named, Nullable, Type, Union

ANY = Basic("json")
_POINTERS = ("/components/schemas/", "/definitions/", "/components/")
_DEEPEST = 40
_SCALARS = ("string", "integer", "number", "boolean")
_SAYS_NOTHING = frozenset(
    ("description", "title", "example", "examples", "deprecated", "default", "readOnly", "writeOnly", "externalDocs", "xml", "nullable")
)  # fmt: skip
Record = dict[str, Type]


class Terms:
    """The types of one document. `types` grows by what is asked for."""

    def __init__(self, api: Api, unsaid: Unsaid) -> None:
        self._api, self._unsaid = api, unsaid
        self.types: dict[str, Record | Type] = {}
        self._names: dict[str, tuple[str, bool]] = {}
        self._depth = 0
        self._waiting: list[tuple[Part, str]] = []

    def finish(self) -> None:
        """Makes all types that were referred to; one after the other, since chains of them may be long."""
        while self._waiting:
            part, name = self._waiting.pop()
            self.types[name] = self._definition(part, name)

    def of(self, part: Part, near: str) -> Type:
        """The type of a schema; `near` names a record that has no name of its own."""
        if not isinstance(part.raw, dict) or self._depth > _DEEPEST:
            if part.raw is not True:
                self._unsaid.note(part, "it is nested too deeply" if part.raw else "that nothing is valid")
            return ANY
        self._depth += 1
        try:
            return self._referred(part, near) if isinstance(part.raw.get("$ref"), str) else self._inline(part, near)
        finally:
            self._depth -= 1

    def _referred(self, part: Part, near: str) -> Type:
        target = self._api.follow(part)
        raw = target.raw
        if not isinstance(raw, dict) or not _deserves_a_name(raw):
            return self.of(target, near) if target.raw is not part.raw else ANY
        pointer = str(target.place)
        if pointer not in self._names:
            name = self.free(_name(target) or near)
            self._names[pointer] = name, self._empty(target)
            self.types[name] = {}
            self._waiting.append((target, name))
        name, empty = self._names[pointer]
        return Nullable(Named(name)) if empty else Named(name)

    def _definition(self, part: Part, name: str) -> Record | Type:
        """What a named type is; that it may be empty stands where it is used."""
        if _alternatives(part.raw)[1] or simple.choice(part.raw):
            found = self._held(part, name)
            return found.of if isinstance(found, Nullable) else found
        return self._record(part, name) or Mapped(ANY)

    def _inline(self, part: Part, near: str) -> Type:
        found = self._held(part, near)
        empty = self._empty(part) and found != ANY and not isinstance(found, Nullable)
        return Nullable(found) if empty else found

    def _empty(self, part: Part, depth: int = 0) -> bool:
        """Whether null is valid: what is all of several parts may be empty only where each of them may be."""
        members = part.raw.get("allOf")
        if part.raw.get("nullable") is True and "type" not in part.raw and members:
            return True
        parts = [part.below("allOf", at) for at in range(len(members))] if isinstance(members, list) else []
        if not parts or depth > _DEEPEST:
            return _nullable(part.raw)
        telling = [self._api.follow(each) for each in parts if _tells(each.raw)]
        inner = all(isinstance(each.raw, dict) and self._empty(each, depth + 1) for each in telling)
        return inner and (_nullable(part.raw) or not part.raw.keys() & {"type", "properties"})

    def _held(self, part: Part, near: str) -> Type:
        raw = part.raw
        self._unsaid.words(part)
        if words := simple.words_of(raw):
            return words
        if _alternatives(raw)[1]:
            return self._union(part, near)
        if isinstance(raw.get("allOf"), list) and raw["allOf"]:
            return self._all_of(part, near)
        if raw.get("properties"):
            return self._named(part, near)
        kinds = _kinds(raw)
        found = list(dict.fromkeys(self._simple(part, kind, near) for kind in kinds))
        if "enum" in raw or "const" in raw:
            self._unsaid.note(part, "which values there are")
        return Union(tuple(found), loose=True) if len(found) > 1 else found[0] if found else ANY

    def _all_of(self, part: Part, near: str) -> Type:
        """One schema with notes beside it, or a record of several parts."""
        parts = [part.below("allOf", at) for at in range(len(part.raw["allOf"]))]
        telling = [each for each in parts if _tells(each.raw)]
        own = {word for word in part.raw if word != "allOf"} - _SAYS_NOTHING
        if len(telling) == 1 and not own - {"type"}:
            return self.of(telling[0], near)
        flat = list(self._members(part, set()))
        if any(each.raw.get("properties") for each in flat):
            return self._named(part, near)
        rest = [each for each in flat if _kinds(each.raw) or simple.choice(each.raw)]
        return self.of(rest[0], near) if len(rest) == 1 else self._left_out(part, "that all of several parts hold")

    def _named(self, part: Part, near: str) -> Type:
        name = self.free(near)
        self.types[name] = {}
        self.types[name] = self._record(part, name) or Mapped(ANY)
        return Named(name)

    def _simple(self, part: Part, kind: str, near: str) -> Type:
        raw = part.raw
        if kind in _SCALARS:
            return simple.basic(kind, raw)
        if kind == "array":
            inner = self.of(part.below("items"), f"{near}Item") if isinstance(raw.get("items"), dict | bool) else ANY
            found = simple.bounded(Many(inner), raw, "minItems", "maxItems")
            return Format(found, "set") if raw.get("uniqueItems") is True else found
        if kind == "object":
            more = raw.get("additionalProperties")
            held = self.of(part.below("additionalProperties"), f"{near}Value") if isinstance(more, dict) else ANY
            return simple.bounded(simple.noted(Mapped(held), raw), raw, "minProperties", "maxProperties")
        return ANY

    def _union(self, part: Part, near: str) -> Type:
        word, members = _alternatives(part.raw)
        parts = [part.below(word, at) for at in range(len(members))]
        kept = [each for each in parts if each.raw != {"type": "null"}]
        if all(_only_requires(each.raw) for each in kept):
            self._unsaid.note(part, "which of its properties are needed together")
            rest = part._replace(raw={key: value for key, value in part.raw.items() if key != word})
            return self._held(rest, near)
        if part.raw.get("properties"):
            self._unsaid.note(part, "alternatives beside properties")
        if part.raw.get("type") == "object":
            kept = [_as_record(each) for each in kept]
        of = _either([self.of(each, f"{near}{at}") for at, each in enumerate(kept, 1)], loose=word == "anyOf")
        return Nullable(of) if len(kept) < len(parts) and of != ANY and not isinstance(of, Nullable) else of

    def _record(self, part: Part, name: str) -> Record:
        found: Record = {}
        needed: set[str] = set()
        for each in self._members(part, set()):
            needed |= set(_texts(each.raw.get("required")))
            properties = each.raw.get("properties")
            for field in properties if isinstance(properties, dict) else ():
                if simple.sayable(field) and field and field != "states":
                    of = self.of(each.below("properties", field), name + pascal(field))
                    found[field] = _both(found[field], of) if field in found else of
                else:
                    self._unsaid.note(each.below("properties", field), f"`{field}` is no name of a field")
            if isinstance(each.raw.get("additionalProperties"), dict):
                self._unsaid.note(each, "properties beside those that have names")
        return {field: of if field in needed else Maybe(of) for field, of in found.items()}

    def _members(self, part: Part, seen: set[str]) -> Iterator[Part]:
        """A schema, and those that it is all of."""
        part = self._api.follow(part) if isinstance(part.raw, dict) else part._replace(raw={})
        if str(part.place) in seen or not isinstance(part.raw, dict):
            return
        seen.add(str(part.place))
        self._unsaid.words(part)
        members = part.raw.get("allOf")
        for at in range(len(members) if isinstance(members, list) else 0):
            yield from self._members(part.below("allOf", at), seen)
        yield part

    def _left_out(self, part: Part, why: str) -> Type:
        self._unsaid.note(part, why)
        return ANY

    def free(self, name: str) -> str:
        """A name that no other type has."""
        shown = pascal(name) or "Type"
        number, found = 2, shown
        while found in self.types:
            found, number = f"{shown}{number}", number + 1
        return found


def printed(types: Mapping[str, Record | Type]) -> Iterator[tuple[str, Mapping[str, str] | str]]:
    """Types as they are written, each with its name."""
    for name, of in types.items():
        yield name, {field: str(each) for field, each in of.items()} if isinstance(of, dict) else str(of)


def _name(target: Part) -> str:
    """What the document calls a schema: by its key, or by its file, which holds nothing else."""
    pointer = target.place.pointer
    if not pointer.strip("/"):
        return PurePosixPath(target.place.document).stem
    prefix = next((each for each in _POINTERS if each in pointer), "")
    return (pointer.rpartition(prefix)[2] if prefix else "").rpartition("/")[2]


def _both(one: Type, other: Type) -> Type:
    """What holds of a field that two parts of a record speak of: the last word, but empty only where both say so."""
    return other.of if isinstance(other, Nullable) and not isinstance(one, Nullable) else other


def _either(found: list[Type], *, loose: bool) -> Type:
    """One of several types; words together are one choice."""
    flat = list(dict.fromkeys(found))
    if len(flat) == 1:
        return flat[0]
    if not flat or ANY in flat:
        return ANY
    if all(isinstance(each, Choice) for each in flat):
        return Choice(tuple(dict.fromkeys(word for each in flat if isinstance(each, Choice) for word in each.words)))
    return Union(tuple(flat), loose)


def _deserves_a_name(raw: Mapping[str, Any]) -> bool:
    """Records, alternatives and choices do; a text with a format does not."""
    words = simple.choice(raw)
    return bool(raw.get("properties") or _alternatives(raw)[1] or (words and len(words.words) > 1)) or (
        isinstance(raw.get("allOf"), list) and sum(map(_tells, raw["allOf"])) > 1
    )


def _tells(raw: Any) -> bool:
    return isinstance(raw, dict) and bool(set(raw) - _SAYS_NOTHING)


def _as_record(part: Part) -> Part:
    """An alternative that leaves to what is around it to say that it is an object."""
    bare = isinstance(part.raw, dict) and "properties" in part.raw and "type" not in part.raw
    return part._replace(raw={**part.raw, "type": "object"}) if bare else part


def _only_requires(raw: Any) -> bool:
    return isinstance(raw, dict) and bool(raw) and set(raw) <= {"required", "not", "title", "description", "properties"} and (
        "required" in raw or "not" in raw
    ) and all(not value or value is True for value in (raw.get("properties") or {}).values())  # fmt: skip


def _alternatives(raw: Mapping[str, Any]) -> tuple[str, list[Any]]:
    for word in ("oneOf", "anyOf"):
        members = raw.get(word)
        if isinstance(members, list) and members:
            return word, members
    return "", []


def _kinds(raw: Mapping[str, Any]) -> list[str]:
    """The kinds of values; where none is said, the one that its other words are about."""
    kinds = raw.get("type")
    if isinstance(kinds, list):
        return [str(kind) for kind in kinds if kind != "null"]
    if isinstance(kinds, str):
        return [kinds]
    return ["array"] if "items" in raw else ["object"] if isinstance(raw.get("additionalProperties"), dict) else []


def _nullable(raw: Mapping[str, Any]) -> bool:
    """Whether a schema says that null is valid; `nullable` widens a type, or what is put together of others."""
    kinds, words = raw.get("type"), raw.get("enum")
    widened = raw.get("nullable") is True and bool(raw.keys() & {"type", "oneOf", "anyOf", "allOf"})
    return (
        widened
        or (isinstance(kinds, list) and "null" in kinds)
        or (isinstance(words, list) and None in words and kinds is None)
    )


def _texts(raw: Any) -> list[str]:
    return [each for each in raw if isinstance(each, str)] if isinstance(raw, list) else []
