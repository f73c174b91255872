"""Features: what proto2, proto3 and each edition mean, and what a file, a message or a field says of its own.

Source: protobuf.dev, "Feature Settings for Editions" and the defaults in google/protobuf/{descriptor,cpp_features,java_features}.proto.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from google.protobuf import unknown_fields
from google.protobuf.descriptor_pb2 import Edition, FeatureSet

from skerry.formats.protobuf import wire

_CPP, _JAVA = 1000, 1001  # numbers of the extensions (pb.cpp) and (pb.java)
_CPP_STRING_TYPE, _JAVA_UTF8 = 2, 2
_STRING_TYPES = {1: "VIEW", 2: "CORD", 3: "STRING"}
_JAVA_UTF8_NAMES = {1: "DEFAULT", 2: "VERIFY"}
_OWN = {
    "field_presence": "presence",
    "enum_type": "enum",
    "repeated_field_encoding": "repeated",
    "utf8_validation": "utf8",
    "message_encoding": "encoding",
    "json_format": "json",
}
_NAMES = {
    each.name: {value.number: value.name for value in each.enum_type.values}
    for each in FeatureSet.DESCRIPTOR.fields
    if each.enum_type
}


@dataclass(frozen=True, slots=True)
class Features:
    """Resolved features, in the words of `google.protobuf.FeatureSet`; `cpp_string` and `java_utf8` are (pb.cpp) and (pb.java)."""

    presence: str = "EXPLICIT"
    enum: str = "OPEN"
    repeated: str = "PACKED"
    utf8: str = "VERIFY"
    encoding: str = "LENGTH_PREFIXED"
    json: str = "ALLOW"
    cpp_string: str = "STRING"
    java_utf8: str = "DEFAULT"


PROTO2 = Features(enum="CLOSED", repeated="EXPANDED", utf8="NONE", json="LEGACY_BEST_EFFORT")
PROTO3 = Features(presence="IMPLICIT")
EDITION_2023 = Features()
EDITION_2024 = Features(cpp_string="VIEW")


def defaults(syntax: str, edition: int) -> Features:
    """What a file means that sets no feature."""
    if syntax == "proto3":
        return PROTO3
    if syntax != "editions":
        return PROTO2
    return EDITION_2024 if edition >= Edition.EDITION_2024 else EDITION_2023


def resolved(parent: Features, own: FeatureSet) -> Features:
    """The features of something inside `parent` that sets some of its own."""
    data = own.SerializeToString(deterministic=True)
    return _merged(parent, data) if data else parent


@lru_cache(maxsize=4096)
def _merged(parent: Features, data: bytes) -> Features:
    own = FeatureSet.FromString(data)
    changes: dict[str, str] = {}
    for name, ours in _OWN.items():
        if own.HasField(name):  # type: ignore[arg-type]
            changes[ours] = _NAMES[name][getattr(own, name)]
    unknown = unknown_fields.UnknownFieldSet(own)
    for extension in (unknown[at] for at in range(len(unknown))):
        changes |= _custom(extension.field_number, extension.data)
    return replace(parent, **changes)


def _custom(number: int, data: object) -> dict[str, str]:
    if not isinstance(data, bytes):
        return {}
    if number == _CPP:
        value = wire.numbers(data).get(_CPP_STRING_TYPE, 0)
        return {"cpp_string": _STRING_TYPES[value]} if value in _STRING_TYPES else {}
    if number == _JAVA:
        value = wire.numbers(data).get(_JAVA_UTF8, 0)
        return {"java_utf8": _JAVA_UTF8_NAMES[value]} if value in _JAVA_UTF8_NAMES else {}
    return {}
