"""Descriptors as values: what a .proto file declares, with its features resolved and each thing's path to its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from skerry.formats.protobuf.features import Features

Where = tuple[int, ...]
Ranges = tuple[tuple[int, int], ...]  # both ends inclusive


class Cardinality(StrEnum):
    """How often a field stands in a message, and whether its absence can be told from its default."""

    IMPLICIT = "optional with implicit presence"
    OPTIONAL = "optional with explicit presence"
    REQUIRED = "required"
    REPEATED = "repeated"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or an extension (of `extends`). `kind` is `int32`, `message`, `group`, `enum` …; `type` the full name of the latter three.

    `oneof` is the oneof it stands in, unless the compiler made that up for proto3's `optional`. `default` is as the descriptor has it.
    """

    name: str
    full_name: str
    number: int
    kind: str
    type: str
    cardinality: Cardinality
    json_name: str
    oneof: str
    default: str | None
    jstype: str
    extends: str
    deprecated: bool
    features: Features
    where: Where


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A name for a number; several may share one where aliases are allowed."""

    name: str
    number: int
    where: Where


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration."""

    name: str
    full_name: str
    values: tuple[EnumValue, ...]
    reserved: Ranges
    reserved_names: tuple[str, ...]
    features: Features
    where: Where


@dataclass(frozen=True, slots=True)
class Message:
    """A message; entries of maps are messages too, with `is_entry`. `name` is relative to the package."""

    name: str
    full_name: str
    fields: tuple[Field, ...]
    oneofs: tuple[tuple[str, Where], ...]
    messages: tuple[Message, ...]
    enums: tuple[Enum, ...]
    extensions: tuple[Field, ...]
    extension_ranges: Ranges
    reserved: Ranges
    reserved_names: tuple[str, ...]
    is_entry: bool
    no_standard_accessor: bool
    features: Features
    where: Where


@dataclass(frozen=True, slots=True)
class Method:
    """A remote procedure."""

    name: str
    input: str
    output: str
    client_streams: bool
    server_streams: bool
    idempotency: str
    where: Where


@dataclass(frozen=True, slots=True)
class Service:
    """A service."""

    name: str
    full_name: str
    methods: tuple[Method, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class File:
    """A file. `options` steer generated code and have their defaults filled in; `syntax` is `proto2`, `proto3` or an edition."""

    name: str
    package: str
    syntax: str
    options: Mapping[str, str]
    messages: tuple[Message, ...]
    enums: tuple[Enum, ...]
    services: tuple[Service, ...]
    extensions: tuple[Field, ...]
    features: Features
