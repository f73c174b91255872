"""Descriptor sets as bytes: each file's own bytes and its first few fields, without reading the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FILE = 1
_NAME_TAG, _PACKAGE_TAG, _DEPENDENCY_TAG = 0x0A, 0x12, 0x1A  # fields 1, 2 and 3, each a string
_HEAD_TAGS = frozenset((_NAME_TAG, _PACKAGE_TAG, _DEPENDENCY_TAG))


class MalformedError(ValueError):
    """These bytes are no message."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the beginning of a file's descriptor."""

    name: str
    package: str
    imports: tuple[str, ...]


def files(data: bytes) -> list[bytes]:
    """The `FileDescriptorProto`s of a `FileDescriptorSet`; raises `MalformedError`."""
    found = [data[start:end] for number, kind, start, end in _fields(data) if number == _FILE and kind == _BYTES]
    if data and not found:
        raise MalformedError("there is no file in it")
    return found


def head(file: bytes) -> Head:
    """Name, package and imports of a file; raises `MalformedError`. Read for each file of a set, so without the general walk."""
    name = package = ""
    imports: list[str] = []
    at, size = 0, len(file)
    while at + 1 < size and file[at] in _HEAD_TAGS:  # they are written in the order of their numbers
        tag, length, start = file[at], file[at + 1], at + 2
        if length >= 0x80:
            length, start = _varint(file, at + 1)
        at = start + length
        text = file[start:at].decode("utf-8", "replace")
        if tag == _NAME_TAG:
            name = text
        elif tag == _PACKAGE_TAG:
            package = text
        else:
            imports.append(text)
    if at > size:
        raise MalformedError("it ends too early")
    return Head(name, package, tuple(imports))


def numbers(message: bytes) -> dict[int, int]:
    """The fields of a message that are whole numbers."""
    return {number: _varint(message, start)[0] for number, kind, start, _ in _fields(message) if kind == _VARINT}


def _fields(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Number, kind, start and end of the value of each field."""
    at, size = 0, len(data)
    while at < size:
        tag, at = _varint(data, at)
        kind = tag & 7
        start = at
        if kind == _BYTES:
            length, start = _varint(data, at)
            at = start + length
        elif kind == _VARINT:
            _, at = _varint(data, at)
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        else:
            raise MalformedError(f"a field of kind {kind}")
        if at > size or not tag >> 3:
            raise MalformedError("it ends too early")
        yield tag >> 3, kind, start, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:
        if at >= len(data):
            raise MalformedError("it ends too early")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise MalformedError("a number is too long")
