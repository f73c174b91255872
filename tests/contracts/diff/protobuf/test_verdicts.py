"""What a change breaks, category by category, and how it is said."""

from __future__ import annotations

import pytest

from skerry.contracts.change import Change, Level, Subject
from skerry.contracts.diff.format import Category, Options
from skerry.contracts.diff.protobuf import FORMAT
from skerry.contracts.diff.run import compare
from skerry.formats.bundle import of_texts
from skerry.kernel.span import Span

P2, P3, ED = ('syntax = "proto2"; package p;\n', 'syntax = "proto3"; package p;\n', 'edition = "2023"; package p;\n')
NONE = frozenset[str]()
CODE = frozenset({"FILE", "PACKAGE"})
JSON = CODE | {"WIRE_JSON"}
ALL = JSON | {"WIRE"}


def message(text: str, head: str = P3) -> str:
    return f"{head}message M {{ {text} }}\nmessage X {{}}\n"


def enum(text: str, head: str = P3) -> str:
    return f"{head}enum E {{ {text} }}\n"


def changes(before: str, after: str, category: Category = Category.WIRE_JSON) -> tuple[Change, ...]:
    sides = [of_texts({"a.proto": text.encode()}, f"{label}/") for label, text in (("old", before), ("new", after))]
    found = FORMAT.compare(sides[0], sides[1], Options(category=category))
    assert found.problems == ()
    return found.changes


def breaking(before: str, after: str) -> frozenset[str]:
    return frozenset(
        category.value
        for category in Category
        if any(change.level is Level.BREAKING for change in changes(before, after, category))
    )


TYPES = [
    ("int32", "uint32", CODE), ("int32", "int64", JSON), ("int32", "bool", JSON), ("int32", "sint32", ALL),
    ("sint32", "sint64", JSON), ("fixed32", "sfixed32", CODE), ("fixed32", "fixed64", ALL), ("string", "bytes", JSON),
    ("bytes", "string", ALL), ("X", "bytes", ALL), ("float", "double", ALL), ("int64", "uint64", CODE),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "where"), TYPES)
def test_types(before: str, after: str, where: frozenset[str]) -> None:
    assert breaking(message(f"{before} a = 1;"), message(f"{after} a = 1;")) == where


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("int32 a = 1;", "optional int32 a = 1;", CODE),
        ("int32 a = 1;", "repeated int32 a = 1;", ALL),
        ("repeated int32 a = 1;", "repeated int32 a = 1 [packed = false];", NONE),
        ("int32 a = 1;", "oneof o { int32 a = 1; }", ALL),
        ("oneof o { int32 a = 1; }", "oneof q { int32 a = 1; }", ALL),
        ("map<int32, int32> a = 1;", "map<int32, string> a = 1;", ALL),
        ("int32 a = 1; int32 b = 2;", "int32 a = 1; reserved 2;", JSON),
        ("int32 a = 1; int32 b = 2;", 'int32 a = 1; reserved "b";', ALL),
        ("int32 a = 1; int32 b = 2;", 'int32 a = 1; reserved 2; reserved "b";', CODE),
        ("int32 a = 1;", 'int32 b = 1 [json_name = "a"];', JSON),
        ("int32 a = 1; int32 b = 2;", "int32 b = 1; int32 a = 2;", JSON),
        ("reserved 2 to 5;", "reserved 2 to 3, 4 to 5;", NONE),
        ("reserved 5 to max;", "reserved 5 to 1000;", ALL),
        ("int32 a = 1;", "int32 a = 1; int32 b = 2;", NONE),
    ],
)
def test_fields(before: str, after: str, where: frozenset[str]) -> None:
    assert breaking(message(before), message(after)) == where


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (message("optional int32 a = 1;", P2), message("optional int32 a = 1 [default = 0];", P2), NONE),
        (message("optional int32 a = 1 [default = 3];", P2), message("optional int64 a = 1 [default = 3];", P2), JSON),
        (message("optional int32 a = 1 [default = 3];", P2), message("optional int64 a = 1;", P2), ALL),
        (message("optional int32 a = 1;", P2), message("optional int32 a = 1; required int32 b = 2;", P2), ALL),
        (message("repeated int32 a = 1;", P2), message("repeated int32 a = 1 [packed = true];", P2), NONE),
        (message("optional X a = 1;", P2), message("optional group G = 1 {}", P2), ALL),
        (message("X a = 1;", ED), message("X a = 1 [features.message_encoding = DELIMITED];", ED), ALL),
        (message("int32 a = 1;"), message("int32 a = 1 [features.field_presence = IMPLICIT];", ED), CODE),
        (message("string a = 1;", ED), message("string a = 1 [features.utf8_validation = NONE];", ED), CODE),
        (message("", P3), message("", P2), JSON),
        (message("", P2), message("", P3), CODE),
        (enum("A = 1; B = 2;", P2) + "message M { optional E a = 1; }",
         enum("B = 2; A = 1;", P2) + "message M { optional E a = 1; }", ALL),
    ],
)  # fmt: skip
def test_syntaxes_and_features(before: str, after: str, where: frozenset[str]) -> None:
    assert breaking(before, after) == where


ALIAS = "option allow_alias = true; "


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("A = 0; B = 1;", "A = 0;", ALL),
        ("A = 0; B = 1;", "A = 0; reserved 1;", JSON),
        ("A = 0; B = 1;", 'A = 0; reserved 1; reserved "B";', CODE),
        ("A = 0; B = 1;", "A = 0; C = 1;", JSON),
        (ALIAS + "A = 0; B = 1; A2 = 0;", ALIAS + "A = 0; C = 1; B = 1; A2 = 0;", NONE),
        (ALIAS + "A = 0; B = 1; C = 1;", ALIAS + "A = 0; B = 1; A2 = 0;", JSON),
        ("A = 0; reserved 2 to max;", "A = 0; reserved 2 to 2147483646;", ALL),
    ],
)
def test_enums(before: str, after: str, where: frozenset[str]) -> None:
    assert breaking(enum(before), enum(after)) == where


def test_an_enum_passes_for_one_of_the_same_name_with_more_values() -> None:
    both = P3 + "message X { enum E { A = 0; } }\nmessage Y { enum E { A = 0; B = 1; } }\nmessage M { "
    assert breaking(both + "X.E f = 1; }", both + "Y.E f = 1; }") == CODE
    assert breaking(both + "Y.E f = 1; }", both + "X.E f = 1; }") == ALL


def test_a_rename_is_said_as_such() -> None:
    (change,) = changes(message("int32 price = 1;"), message("int32 amount = 1;"))
    assert (change.rule.id, change.level) == ("field-name-changed", Level.BREAKING)
    assert (change.before, change.after) == ("price", "amount")
    assert change.details["buf"] == ("FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME")
    (milder,) = changes(message("int32 price = 1;"), message("int32 amount = 1;"), Category.WIRE)
    assert milder.level is Level.DANGEROUS
    assert milder.message.endswith("(breaking in FILE, PACKAGE, WIRE_JSON)")


def test_a_renumbered_field_is_one_change() -> None:
    (change,) = changes(message("int32 a = 1;"), message("int32 a = 2;"))
    assert (change.rule.id, change.before, change.after) == ("field-number-changed", 1, 2)


def test_a_renamed_message_is_recognised() -> None:
    found = changes(P3 + "message Old { int32 a = 1; }", P3 + "message New { int32 a = 1; }")
    assert {change.details.get("renamed_to") for change in found} == {"p.New", None}


def test_places_on_both_sides() -> None:
    (change,) = changes(P3 + "message M {\n  int32 a = 1;\n}\n", P3 + "message M {\n\n  string a = 1;\n}\n")
    assert change.was == Span("old/a.proto", 3, 3, 3, 15)
    assert change.now == Span("new/a.proto", 4, 3, 4, 16)


SERVICE = """message Item { int32 price = 1; }
message Order { repeated Item items = 1; map<string, Item> by_name = 2; }
message Get {}
message List { repeated Order orders = 1; }
service Shop { rpc GetOrder(Get) returns (Order); rpc ListOrders(Get) returns (List); }
"""


def test_the_procedures_that_carry_a_field_are_named() -> None:
    (change,) = changes(P3 + SERVICE, P3 + SERVICE.replace("int32 price", "string price"))
    assert change.path == "p.Item.price"
    assert change.subject == Subject("p.Shop/GetOrder", ("items", "[]", "price"))
    assert change.details["operations"] == (
        "p.Shop/GetOrder response items.[].price",
        "p.Shop/ListOrders response orders.[].items.[].price",
    )


def test_a_procedure_is_its_own_subject() -> None:
    (change,) = changes(P3 + SERVICE, P3 + SERVICE.replace("ListOrders(Get)", "ListOrders(stream Get)"))
    assert change.subject == Subject("p.Shop/ListOrders")


def test_files_are_told_apart_by_their_names() -> None:
    sides = [of_texts({"a.proto": text.encode()}) for text in (message("int32 a = 1;"), message("string a = 1;"))]
    found = compare(sides[0], sides[1], Options())
    assert [change.rule.id for change in found.changes] == ["field-type-changed"]


def test_a_file_that_does_not_compile_is_said_for_its_side() -> None:
    found = FORMAT.compare(
        of_texts({"a.proto": b"nothing"}, "old/"), of_texts({"a.proto": message("").encode()}), Options()
    )
    assert [problem.span.path for problem in found.problems] == ["old/a.proto"]
