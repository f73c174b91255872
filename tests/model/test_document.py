"""A text and its nodes: YAML 1.2, places, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skerry.model.document import MAX_DEPTH, read
from skerry.model.nodes import Scalar, plain, walk


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("no", "no"),
        ("y", "y"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e3", 1000.0),
        ("2027-06-30", "2027-06-30"),
        ("~", None),
        ("", None),
        ("'12'", "12"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    found = plain(read(f"key: {written}\n", "x").root)
    assert found == {"key": value}
    assert type(found["key"]) is type(value)  # type: ignore[index]


def test_a_key_on_is_text() -> None:
    assert plain(read("on: 1\nyes: 2\n", "x").root) == {"on": 1, "yes": 2}


def test_places_are_those_of_the_text() -> None:
    text = 'é: [ü, "x y"]\nb:\n  c: d e\n'
    for node in walk(read(text, "x").root):
        if isinstance(node, Scalar):
            line = text.split("\n")[node.line - 1]
            assert line[node.column - 1 : node.end_column - 1].strip('"') == node.text
            assert text[node.start : node.end].strip('"') == node.text


def test_a_broken_section_does_not_hide_the_others() -> None:
    document = read("a: [1, 2\nb: 3\nc: {d: 4\ne: 5\n", "x")
    assert plain(document.root) == {"b": 3, "e": 5}
    assert [problem.span.line for problem in document.problems] == [2, 4]


def test_a_duplicate_key_points_at_both() -> None:
    (problem,) = read("a:\n  b: 1\n  c: 2\n  b: 3\n", "x").problems
    assert (problem.span.line, problem.related[0][0].line) == (4, 2)


def test_merge_keys_and_aliases_are_read() -> None:
    root = read("a: &base { x: 1, y: 2 }\nb: { <<: *base, y: 3 }\n", "x").root
    assert plain(root) == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}} or plain(root)["b"] == {"y": 3, "x": 1}  # type: ignore[index]


def test_aliases_can_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (problem,) = read("\n".join(lines), "x").problems
    assert problem.code.id == "M003"


def test_an_alias_can_not_hold_itself() -> None:
    (problem,) = read("a: &a [1, *a]\nb: 2\n", "x").problems
    assert problem.code.id == "M003"


def test_aliases_can_not_nest_deeper_than_a_text_may() -> None:
    deep = MAX_DEPTH * 2 // 3
    text = f"a: &a {'[' * deep}{']' * deep}\nb: &b {'[' * deep}*a{']' * deep}\n"
    (problem,) = read(text, "x").problems
    assert problem.code.id == "M004"


def test_what_stands_twice_below_an_anchor_is_said_once() -> None:
    (problem,) = read("a: &a { x: 1, x: 2 }\nb: [*a, *a]\n", "x").problems
    assert problem.span.column == 15


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n"])
def test_deep_nesting_is_refused_not_crashed_on(opening: str) -> None:
    depth = MAX_DEPTH * 300
    text = (
        "".join(f"{' ' * n}a:\n" for n in range(MAX_DEPTH * 3))
        if opening == "a:\n"
        else "k: " * (opening != "- ") + opening * depth
    )
    assert read(text, "x").problems


@given(st.text("ab:-[]{}#\"'&*!|>%@,? \n\t\0é", max_size=60))
def test_any_text_gives_nodes_and_problems(text: str) -> None:
    document = read(text, "x")
    for node in walk(document.root):
        assert 0 <= node.start <= node.end <= len(text) + 1
