"""Messages and enums as types of the architecture language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skerry.contracts.adopt.openapi.terms import pascal
from skerry.formats.protobuf import Schema
from skerry.formats.protobuf.values import Cardinality, Enum, Field, File, Message
from skerry.model.terms.types import Basic, Choice, Format, Grouped, Many, Mapped, Maybe, Named, Type

_SCALARS = {"string": "text", "bool": "bool", "bytes": "bytes", "int64": "int", "double": "number"}
_SIZED = {"float": "number"}
_WELL_KNOWN = {
    "google.protobuf.Timestamp": "datetime", "google.protobuf.Duration": "duration", "google.protobuf.Value": "json",
}  # fmt: skip
EMPTY = "google.protobuf.Empty"
_CONTEXT = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z0-9]+)*\Z")
_MOST = 100  # of a range of reserved numbers
_TAKEN = frozenset(("Money",))  # a word of the language


@dataclass(slots=True)
class Unsaid:
    """What the language has no words for, by place."""

    schema: Schema
    places: dict[str, str] = field(default_factory=dict)

    def note(self, file: str, where: tuple[int, ...], why: str) -> None:
        """A part that could not be said."""
        self.places.setdefault(f"{self.schema.span(file, where)} {why}", why)


@dataclass(slots=True)
class Terms:
    """The types of some files. `types` and `numbers` are by the names of the model; numbers are by field or value."""

    schema: Schema
    unsaid: Unsaid
    types: dict[str, dict[str, Type] | Type] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    reserved: dict[str, dict[str, int]] = field(default_factory=dict)
    contexts: dict[str, str] = field(default_factory=dict)
    home: str = ""
    _names: dict[str, str] = field(default_factory=dict)
    _found: dict[str, tuple[File, Message | Enum]] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = next((self.schema.file(name).package for name in self.schema.files), "")
        for name in (*self.schema.files, *self.schema.imported):
            file = self.schema.file(name)
            for each in _declared(file):
                self._found.setdefault(each.full_name, (file, each))

    def named(self, full: str) -> Type:
        """The type of a message or an enum."""
        if full in _WELL_KNOWN:
            return Basic(_WELL_KNOWN[full])
        if full not in self._found:
            return Basic("json")
        if full not in self._names:
            file, of = self._found[full]
            self._names[full] = self._free(of.name)
            if file.package != self.home:
                self._placed(file, of, self._names[full])
            self._waiting.append(full)
        name = self._names[full]
        return Named(name, self.contexts.get(name, ""))

    def _placed(self, file: File, of: Message | Enum, name: str) -> None:
        """Puts a type of another package into a context of that name."""
        if _CONTEXT.match(file.package):
            self.contexts[name] = file.package.replace(".", "-")
        else:
            self.unsaid.note(file.name, of.where, f"the package `{file.package}`")

    def finish(self) -> None:
        """Makes all types that were asked for."""
        while self._waiting:
            full = self._waiting.pop()
            file, of = self._found[full]
            name = self._names[full]
            if isinstance(of, Enum):
                self.types[name] = self._enum(file, of, name)
            else:
                self.types[name] = self._record(file, of, name)

    def _free(self, name: str) -> str:
        shown = ".".join(pascal(part) or "Message" for part in name.split("."))
        number, found = 2, shown
        while found in self._names.values() or found in _TAKEN:
            found, number = f"{shown}{number}", number + 1
        return found

    def _enum(self, file: File, of: Enum, name: str) -> Type:
        numbers: dict[str, int] = {}
        for each in of.values:
            if each.number < 0 or each.number in numbers.values():
                self.unsaid.note(
                    file.name, each.where, "an alias of a value" if each.number >= 0 else "a number below 0"
                )
            else:
                numbers[each.name] = each.number
        if 0 not in numbers.values():
            self.unsaid.note(file.name, of.where, "an enum without a 0")
        self._reserved(file, of, name)
        self.numbers[name] = numbers
        return Choice(tuple(numbers))

    def _record(self, file: File, of: Message, name: str) -> dict[str, Type]:
        self._reserved(file, of, name)
        if of.extension_ranges or of.extensions:
            self.unsaid.note(file.name, of.where, "extensions")
        self.numbers[name] = {each.name: each.number for each in of.fields}
        return {each.name: self._field(file, of, each) for each in of.fields}

    def _reserved(self, file: File, of: Message | Enum, name: str) -> None:
        """Reserved numbers are in the lock, under the reserved names or one made up for them."""
        numbers = [number for low, high in of.reserved for number in range(low, min(high, low + _MOST) + 1)]
        names = [*of.reserved_names, *(f"reserved_{number}" for number in numbers[len(of.reserved_names) :])]
        if len(of.reserved_names) > len(numbers) or any(high - low > _MOST or low < 0 for low, high in of.reserved):
            self.unsaid.note(file.name, of.where, "all that is reserved")
        self.reserved[name] = {each: number for each, number in zip(names, numbers, strict=False) if number >= 0}

    def _field(self, file: File, of: Message, each: Field) -> Type:
        self._notes(file, each)
        if each.cardinality is Cardinality.MAP:
            return self._map(file, of, each)
        held = self._held(file, each)
        if each.cardinality is Cardinality.REPEATED:
            return Many(held)
        message = each.kind in ("message", "group")
        if each.oneof:
            return Maybe(Grouped(held, each.oneof))
        return Maybe(held) if message or each.cardinality is Cardinality.OPTIONAL else held

    def _notes(self, file: File, each: Field) -> None:
        if each.cardinality is Cardinality.REQUIRED:
            self.unsaid.note(file.name, each.where, "that it is required on the wire")
        if each.default is not None:
            self.unsaid.note(file.name, each.where, "its default")
        if each.kind == "group":
            self.unsaid.note(file.name, each.where, "a group")
        if each.json_name != _json_name(each.name):
            self.unsaid.note(file.name, each.where, f"its name in JSON, `{each.json_name}`")

    def _held(self, file: File, each: Field) -> Type:
        if each.kind in ("message", "group", "enum"):
            if each.type.startswith("google.protobuf.") and each.type not in _WELL_KNOWN:
                return Format(Basic("json"), each.type)
            return self.named(each.type)
        if each.kind in _SCALARS:
            return Basic(_SCALARS[each.kind])
        return Format(Basic(_SIZED.get(each.kind, "int")), each.kind)

    def _map(self, file: File, of: Message, each: Field) -> Type:
        entry = next((inner for inner in of.messages if inner.full_name == each.type), None)
        members = {inner.number: inner for inner in entry.fields} if entry else {}
        if 1 not in members or 2 not in members:
            return Mapped(Basic("json"))
        if members[1].kind != "string":
            self.unsaid.note(file.name, each.where, f"a map whose keys are {members[1].kind}")
        return Mapped(self._held(file, members[2]))


def printed(types: Mapping[str, dict[str, Type] | Type]) -> Iterator[tuple[str, Mapping[str, str] | str]]:
    """Types as they are written, each with its name."""
    for name, of in types.items():
        yield name, {each: str(inner) for each, inner in of.items()} if isinstance(of, dict) else str(of)


def _declared(file: File) -> Iterator[Message | Enum]:
    """All messages and enums of a file, inner ones too."""
    yield from file.enums
    waiting = list(file.messages)
    while waiting:
        each = waiting.pop()
        yield each
        yield from each.enums
        waiting += [inner for inner in each.messages if not inner.is_entry]


def _json_name(name: str) -> str:
    """What protoc calls a field in JSON."""
    return re.sub(r"_(.)?", lambda found: (found[1] or "").upper(), name)
