"""Features as each syntax and edition means them."""

from __future__ import annotations

import pytest

from skerry.formats.bundle import of_texts
from skerry.formats.protobuf import read
from skerry.formats.protobuf.values import Cardinality, Enum, Field, File

CPP = 'import "google/protobuf/cpp_features.proto";\nimport "google/protobuf/java_features.proto";\n'


def file(text: str) -> File:
    found = read(of_texts({"a.proto": text.encode()}))
    assert found.problems == ()
    return found.schema.file("a.proto")


def field(text: str, head: str = 'edition = "2023";\n') -> Field:
    return file(f"{head}message M {{ {text} }}\nmessage X {{}}\n").messages[0].fields[0]


def enum(text: str, head: str) -> Enum:
    return file(f"{head}enum E {{ {text} A = 0; }}\n").enums[0]


@pytest.mark.parametrize(
    ("head", "text", "cardinality"),
    [
        ('syntax = "proto2";', "optional int32 a = 1;", Cardinality.OPTIONAL),
        ('syntax = "proto2";', "required int32 a = 1;", Cardinality.REQUIRED),
        ('syntax = "proto3";', "int32 a = 1;", Cardinality.IMPLICIT),
        ('syntax = "proto3";', "optional int32 a = 1;", Cardinality.OPTIONAL),
        ('syntax = "proto3";', "X a = 1;", Cardinality.OPTIONAL),
        ('syntax = "proto3";', "oneof o { int32 a = 1; }", Cardinality.OPTIONAL),
        ('syntax = "proto3";', "map<int32, X> a = 1;", Cardinality.MAP),
        ('edition = "2023";', "int32 a = 1;", Cardinality.OPTIONAL),
        ('edition = "2024";', "int32 a = 1 [features.field_presence = IMPLICIT];", Cardinality.IMPLICIT),
        ('edition = "2023";', "int32 a = 1 [features.field_presence = LEGACY_REQUIRED];", Cardinality.REQUIRED),
        ('edition = "2023"; option features.field_presence = IMPLICIT;', "int32 a = 1;", Cardinality.IMPLICIT),
        ('edition = "2023";', "repeated int32 a = 1;", Cardinality.REPEATED),
    ],
)
def test_presence(head: str, text: str, cardinality: Cardinality) -> None:
    assert field(text, head).cardinality is cardinality


@pytest.mark.parametrize(
    ("head", "text", "value"),
    [
        ('syntax = "proto2";', "", "CLOSED"),
        ('syntax = "proto3";', "", "OPEN"),
        ('edition = "2023";', "", "OPEN"),
        ('edition = "2023";', "option features.enum_type = CLOSED;", "CLOSED"),
        ('edition = "2023"; option features.enum_type = CLOSED;', "", "CLOSED"),
        ('edition = "2023"; option features.enum_type = CLOSED;', "option features.enum_type = OPEN;", "OPEN"),
    ],
)
def test_enums_are_open_or_closed(head: str, text: str, value: str) -> None:
    assert enum(text, head).features.enum == value


@pytest.mark.parametrize(
    ("head", "text", "value"),
    [
        ('syntax = "proto2";', "repeated int32 a = 1;", "EXPANDED"),
        ('syntax = "proto2";', "repeated int32 a = 1 [packed = true];", "PACKED"),
        ('syntax = "proto3";', "repeated int32 a = 1;", "PACKED"),
        ('syntax = "proto3";', "repeated int32 a = 1 [packed = false];", "EXPANDED"),
        ('edition = "2023";', "repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED];", "EXPANDED"),
    ],
)
def test_repeated_encoding(head: str, text: str, value: str) -> None:
    assert field(text, head).features.repeated == value


def test_utf8_json_and_encoding() -> None:
    assert field("optional string a = 1;", 'syntax = "proto2";').features.utf8 == "NONE"
    assert field("string a = 1 [features.utf8_validation = NONE];").features.utf8 == "NONE"
    assert file('syntax = "proto2"; message M {}').messages[0].features.json == "LEGACY_BEST_EFFORT"
    assert field("X a = 1 [features.message_encoding = DELIMITED];").kind == "group"
    assert field("optional group G = 1 {}", 'syntax = "proto2";').kind == "group"
    assert (
        field("map<int32, X> a = 1;", 'edition = "2023"; option features.message_encoding = DELIMITED;').kind
        == "message"
    )


def test_features_of_languages() -> None:
    head = 'edition = "2023";\n' + CPP
    assert field("string a = 1 [features.(pb.cpp).string_type = VIEW];", head).features.cpp_string == "VIEW"
    assert (
        field("string a = 1;", head + "option features.(pb.java).utf8_validation = VERIFY;\n").features.java_utf8
        == "VERIFY"
    )
    assert field("optional string a = 1 [ctype = CORD];", 'syntax = "proto2";').features.cpp_string == "CORD"
    assert field("string a = 1;", 'edition = "2024";').features.cpp_string == "VIEW"


def test_fields_of_a_oneof_inherit_from_it() -> None:
    found = field("oneof o { string a = 1 [features.utf8_validation = NONE]; }")
    assert (found.oneof, found.features.utf8) == ("o", "NONE")
    assert field("optional string a = 1;", 'syntax = "proto3";').oneof == ""
