"""From a `FileDescriptorProto` to values: names made full, features resolved, entries of maps told apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from google.protobuf import descriptor_pb2 as pb

from skerry.formats.protobuf.features import Features, defaults, resolved
from skerry.formats.protobuf.values import (
    Cardinality,
    Enum,
    EnumValue,
    Field,
    File,
    Message,
    Method,
    Ranges,
    Service,
    Where,
)

_KINDS = {number: name.removeprefix("TYPE_").lower() for name, number in pb.FieldDescriptorProto.Type.items()}
_EDITIONS = {number: name.removeprefix("EDITION_") for name, number in pb.Edition.items()}
_STRING_OPTIONS = (
    "csharp_namespace", "go_package", "java_outer_classname", "java_package", "objc_class_prefix", "php_class_prefix",
    "php_metadata_namespace", "php_namespace", "ruby_package", "swift_prefix",
)  # fmt: skip
_FLAGS = (
    "cc_enable_arenas",
    "cc_generic_services",
    "java_generic_services",
    "java_multiple_files",
    "py_generic_services",
)
# `where`: the path of field numbers of descriptor.proto that SourceCodeInfo uses
_FILE_MESSAGES, _FILE_ENUMS, _FILE_SERVICES, _FILE_EXTENSIONS = 4, 5, 6, 7
_FIELDS, _NESTED, _ENUMS, _EXTENSIONS, _ONEOFS = 2, 3, 4, 6, 8
_VALUES, _METHODS = 2, 2


def syntax(proto: pb.FileDescriptorProto) -> str:
    """`proto2`, `proto3` or an edition."""
    if proto.syntax == "editions":
        return f"edition {_EDITIONS.get(proto.edition, proto.edition)}"
    return proto.syntax or "proto2"


def file_features(proto: pb.FileDescriptorProto) -> Features:
    """What holds in a file where nothing in it says otherwise."""
    found = resolved(defaults(proto.syntax, proto.edition), proto.options.features)
    if proto.options.java_string_check_utf8 and proto.syntax != "editions":
        found = replace(found, java_utf8="VERIFY")
    return found


def file(proto: pb.FileDescriptorProto, only: frozenset[str] | None = None) -> File:
    """A file as a value; with `only`, those of its top-level messages alone."""
    build = _Builder(proto.package, file_features(proto))
    chosen = [each for each in enumerate(proto.message_type) if only is None or each[1].name in only]
    return File(
        proto.name,
        proto.package,
        syntax(proto),
        _options(proto.options),
        tuple(build.message(each, (_FILE_MESSAGES, at), "", build.features) for at, each in chosen),
        tuple(build.enum(each, (_FILE_ENUMS, at), "", build.features) for at, each in enumerate(proto.enum_type)),
        tuple(build.service(each, (_FILE_SERVICES, at)) for at, each in enumerate(proto.service)),
        build.extensions(proto.extension, (_FILE_EXTENSIONS,), "", build.features),
        build.features,
    )


def _options(options: pb.FileOptions) -> dict[str, str]:
    found = {name: str(getattr(options, name)) for name in _STRING_OPTIONS}
    found |= {name: str(getattr(options, name)).lower() for name in _FLAGS}
    found["optimize_for"] = pb.FileOptions.OptimizeMode.Name(options.optimize_for)
    return found


class _Builder:
    def __init__(self, package: str, features: Features) -> None:
        self.features = features
        self._package = package

    def message(self, proto: pb.DescriptorProto, where: Where, outer: str, above: Features) -> Message:
        name = f"{outer}.{proto.name}" if outer else proto.name
        features = resolved(above, proto.options.features)
        entries = {each.name for each in proto.nested_type if each.options.map_entry}
        full = self._full(name)
        maps = {f".{full}.{entry}" for entry in entries}
        oneofs = [resolved(features, each.options.features) for each in proto.oneof_decl]
        made_up = {each.oneof_index for each in proto.field if each.proto3_optional}
        fields = []
        for at, each in enumerate(proto.field):
            inside = each.HasField("oneof_index") and each.oneof_index not in made_up
            around = oneofs[each.oneof_index] if inside and each.oneof_index < len(oneofs) else features
            oneof = proto.oneof_decl[each.oneof_index].name if around is not features or inside else ""
            fields.append(self._field(each, (*where, _FIELDS, at), f"{full}.{each.name}", around, oneof, maps))
        return Message(
            name,
            full,
            tuple(fields),
            tuple((each.name, (*where, _ONEOFS, at)) for at, each in enumerate(proto.oneof_decl) if at not in made_up),
            tuple(
                self.message(each, (*where, _NESTED, at), name, features) for at, each in enumerate(proto.nested_type)
            ),
            tuple(self.enum(each, (*where, _ENUMS, at), name, features) for at, each in enumerate(proto.enum_type)),
            self.extensions(proto.extension, (*where, _EXTENSIONS), name, features),
            _ranges((each.start, each.end - 1) for each in proto.extension_range),
            _ranges((each.start, each.end - 1) for each in proto.reserved_range),
            tuple(proto.reserved_name),
            proto.options.map_entry,
            proto.options.no_standard_descriptor_accessor,
            features,
            where,
        )

    def enum(self, proto: pb.EnumDescriptorProto, where: Where, outer: str, above: Features) -> Enum:
        name = f"{outer}.{proto.name}" if outer else proto.name
        return Enum(
            name,
            self._full(name),
            tuple(EnumValue(each.name, each.number, (*where, _VALUES, at)) for at, each in enumerate(proto.value)),
            _ranges((each.start, each.end) for each in proto.reserved_range),  # the end is inclusive here
            tuple(proto.reserved_name),
            resolved(above, proto.options.features),
            where,
        )

    def service(self, proto: pb.ServiceDescriptorProto, where: Where) -> Service:
        methods = (
            Method(
                each.name,
                each.input_type.lstrip("."),
                each.output_type.lstrip("."),
                each.client_streaming,
                each.server_streaming,
                pb.MethodOptions.IdempotencyLevel.Name(each.options.idempotency_level),
                (*where, _METHODS, at),
            )
            for at, each in enumerate(proto.method)
        )
        return Service(proto.name, self._full(proto.name), tuple(methods), where)

    def extensions(
        self, protos: Iterable[pb.FieldDescriptorProto], where: Where, outer: str, above: Features
    ) -> tuple[Field, ...]:
        return tuple(
            self._field(
                each, (*where, at), self._full(f"{outer}.{each.name}" if outer else each.name), above, "", set()
            )
            for at, each in enumerate(protos)
        )

    def _field(
        self, proto: pb.FieldDescriptorProto, where: Where, full: str, above: Features, oneof: str, maps: set[str]
    ) -> Field:
        features = _legacy(proto, resolved(above, proto.options.features))
        kind = _KINDS.get(proto.type, "")
        if kind in ("message", "group"):
            kind = "group" if features.encoding == "DELIMITED" and proto.type_name not in maps else "message"
        return Field(
            proto.name,
            full,
            proto.number,
            kind,
            proto.type_name.lstrip("."),
            _cardinality(proto, features, oneof, maps),
            proto.json_name,
            oneof,
            proto.default_value if proto.HasField("default_value") else None,
            pb.FieldOptions.JSType.Name(proto.options.jstype),
            proto.extendee.lstrip("."),
            proto.options.deprecated,
            features,
            where,
        )

    def _full(self, name: str) -> str:
        return f"{self._package}.{name}" if self._package else name


def _legacy(proto: pb.FieldDescriptorProto, features: Features) -> Features:
    """What proto2 and proto3 say with words that editions say with features."""
    changes: dict[str, str] = {}
    if proto.label == pb.FieldDescriptorProto.LABEL_REQUIRED:
        changes["presence"] = "LEGACY_REQUIRED"
    elif proto.proto3_optional:
        changes["presence"] = "EXPLICIT"
    if proto.type == pb.FieldDescriptorProto.TYPE_GROUP:
        changes["encoding"] = "DELIMITED"
    if proto.options.HasField("packed"):
        changes["repeated"] = "PACKED" if proto.options.packed else "EXPANDED"
    if proto.options.HasField("ctype"):
        changes["cpp_string"] = {0: "STRING", 1: "CORD", 2: "STRING_PIECE"}[proto.options.ctype]
    return replace(features, **changes) if changes else features


def _cardinality(proto: pb.FieldDescriptorProto, features: Features, oneof: str, maps: set[str]) -> Cardinality:
    if proto.label == pb.FieldDescriptorProto.LABEL_REPEATED:
        return Cardinality.MAP if proto.type_name in maps else Cardinality.REPEATED
    if features.presence == "LEGACY_REQUIRED":
        return Cardinality.REQUIRED
    message = proto.type in (pb.FieldDescriptorProto.TYPE_MESSAGE, pb.FieldDescriptorProto.TYPE_GROUP)
    explicit = features.presence == "EXPLICIT" or oneof or message or proto.extendee
    return Cardinality.OPTIONAL if explicit else Cardinality.IMPLICIT


def _ranges(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, those that touch put together."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
