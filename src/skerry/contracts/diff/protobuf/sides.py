"""What is to be compared: the files that differ, and in them the messages that do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from skerry.formats.protobuf import build, quick
from skerry.formats.protobuf.schema import Schema
from skerry.formats.protobuf.values import Enum, Field, File, Message, Service

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Value]):
    """A declaration and the name of its file."""

    file: str
    value: Value


@dataclass(slots=True)
class Side:
    """What one side declares in the files compared, by full name; extensions by what they extend and their number."""

    schema: Schema
    files: dict[str, File] = field(default_factory=dict)
    messages: dict[str, Placed[Message]] = field(default_factory=dict)
    enums: dict[str, Placed[Enum]] = field(default_factory=dict)
    services: dict[str, Placed[Service]] = field(default_factory=dict)
    extensions: dict[tuple[str, int], Placed[Field]] = field(default_factory=dict)

    def enum(self, name: str) -> Enum | None:
        """The enum of that name, wherever it is declared."""
        if name in self.enums:
            return self.enums[name].value
        found = (_enum_in(self.schema.file(file), name) for file in self.schema.declaring(name))
        return next((each for each in found if each), None)


def sides(before: Schema, after: Schema) -> tuple[Side, Side]:
    """Both sides, without what is byte for byte the same on both."""
    names = [name for name in {**before.files, **after.files} if before.files.get(name) != after.files.get(name)]
    was, now = Side(before), Side(after)
    first_values_moved = _first_values_moved(before, after, names)
    if first_values_moved:  # the default of fields in files that did not change themselves
        names += [name for name in before.dependents(names) if name in before.files and name not in names]
    for name in names:
        differing = None if first_values_moved else _differing(before, after, name)
        for side in (was, now):
            if name in side.schema.files:
                _add(side, name, build.file(side.schema.proto(name), differing))
    return was, now


def _differing(before: Schema, after: Schema, name: str) -> frozenset[str] | None:
    """The top-level messages that differ; None where all have to be looked at."""
    both = name in before.files and name in after.files
    return quick.differing(before.proto(name), after.proto(name)) if both else None


def _first_values_moved(before: Schema, after: Schema, names: list[str]) -> bool:
    """Whether the first value, the default, of an enum that is on both sides has another number."""
    earlier, later = (
        dict(value for name in names if name in schema.files for value in quick.first_values(schema.proto(name)))
        for schema in (before, after)
    )
    return any(later.get(name, number) != number for name, number in earlier.items())


def _add(side: Side, name: str, file: File) -> None:
    side.files[name] = file
    for service in file.services:
        side.services[service.full_name] = Placed(name, service)
    for enum in file.enums:
        side.enums[enum.full_name] = Placed(name, enum)
    for extension in file.extensions:
        side.extensions[extension.extends, extension.number] = Placed(name, extension)
    for message in _all(file.messages):
        side.messages[message.full_name] = Placed(name, message)
        for inner in message.enums:
            side.enums[inner.full_name] = Placed(name, inner)
        for extension in message.extensions:
            side.extensions[extension.extends, extension.number] = Placed(name, extension)


def _all(messages: tuple[Message, ...]) -> Iterator[Message]:
    for message in messages:
        yield message
        yield from _all(message.messages)


def _enum_in(file: File, name: str) -> Enum | None:
    inside = (enum for message in _all(file.messages) for enum in message.enums)
    return next((enum for enum in (*file.enums, *inside) if enum.full_name == name), None)
