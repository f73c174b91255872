from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.formats.text import escaped, pointer, read, unescaped
from skerry.kernel.span import Span

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.sampled_from([None, 2]))
def test_a_json_document_is_read_as_it_is_and_every_value_has_its_place(value: dict[str, object], indent: int) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    document, problems = read("a.json", text.encode("utf-8", "surrogatepass"))
    if document is None:
        assert problems
        return
    assert document.value == value
    lines = text.split("\n")
    for key in value:
        span = document.span(pointer(key))
        shown = lines[span.line - 1][span.column - 1 :]
        assert json.loads(shown[: span.end_column - span.column]) == key


def test_a_place_in_yaml_is_that_of_the_key_and_a_missing_one_that_of_the_way_there() -> None:
    document, problems = read("a.yaml", b"a:\n  b/c:\n    - 1\n    - d: ~\n")
    assert document and not problems
    assert str(document.span("/a/b~1c/1/d")) == "a.yaml:4:7"
    assert str(document.span("/a/b~1c/7/d")) == "a.yaml:2:3"
    assert str(document.span("")) == "a.yaml:1:1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: no", {"on": "no"}),  # words of YAML 1.1 that are text in 1.2
        ("a: 012", {"a": 12}),
        ("a: 0x1F", {"a": 31}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: 2026-11-22", {"a": "2026-11-22"}),
        ("200: ok", {"200": "ok"}),
        ("a: 'true'", {"a": "true"}),
        ("a: TRUE", {"a": True}),
        ("x: &x {a: 1}\ny: {<<: *x, b: 2}", {"x": {"a": 1}, "y": {"a": 1, "b": 2}}),
        ("", None),
    ],
)
def test_yaml_is_read_by_the_core_schema_of_1_2(text: str, value: object) -> None:
    document, problems = read("a.yaml", text.encode())
    assert document is not None
    assert document.value == value
    assert not problems


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "F001"),
        (b'{"a": [1, 2}', "F002"),
        (b"a: [1\n", "F002"),
        (b"\ta: 1", "F002"),
        (b"[" * 100_000, "F003"),
        (b'{"a":' * 100_000, "F003"),
        (b"a: &a [*a]", "F003"),
        (BOMB.encode(), "F003"),
    ],
)
def test_what_cannot_be_read_says_so_and_where(data: bytes, code: str) -> None:
    document, (problem,) = read("a.yaml", data)
    assert document is None
    assert problem.code.id == code
    assert problem.span.path == "a.yaml"


@pytest.mark.parametrize(
    ("text", "opened", "gave_up"),
    [
        ("a: [1\n", (1, 4), "line 2, column 1"),
        ("a:\n  b: [1, 2\nc: 3\n", (2, 6), "line 3, column 2"),
        ("a: {b: 1\nc: d\n", (1, 4), "line 2, column 2"),
        ("a: {b: [1, 2}\n", (1, 8), "line 1, column 13"),
        ("a: 'x\nb: 1\n", (1, 4), "line 3, column 1"),
        ('{"a": 1,\n "b": [1,\n', (2, 7), "line 3, column 1"),
        ('{"a": 1,\n "b": {"c": 1,\n', (2, 7), "line 3, column 1"),
    ],
)
def test_a_bracket_that_is_not_closed_is_shown_where_it_was_opened(
    text: str, opened: tuple[int, int], gave_up: str
) -> None:
    document, (problem,) = read("a.yaml", text.encode())
    assert document is None
    assert (problem.code.id, problem.span.line, problem.span.column) == ("F002", *opened)
    assert problem.what.startswith("what is opened here is not closed: ")
    assert problem.what.endswith(gave_up)


def test_a_key_that_stands_twice_is_told_and_the_last_one_wins() -> None:
    document, (problem,) = read("a.yaml", b"a: 1\nb: 2\na: 3\n")
    assert document and document.value == {"a": 3, "b": 2}
    assert (problem.code.id, problem.span.line) == ("F004", 3)


@settings(deadline=None)
@given(st.text())
def test_a_key_comes_back_from_a_pointer(key: str) -> None:
    assert unescaped(escaped(key)) == key
    assert "/" not in escaped(key)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.sampled_from([None, 2]))
def test_many_places_are_those_that_are_found_one_by_one(value: dict[str, object], indent: int) -> None:
    document, _ = read("a.json", json.dumps(value, indent=indent).encode())
    assert document is not None
    wanted = [*_pointers(value, ""), "/no/such", "/0"]
    assert document.spans(wanted) == {each: document.span(each) for each in wanted}


def _pointers(value: object, above: str) -> list[str]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(found for key, each in below for found in _pointers(each, above + pointer(key)))]


PAIRS = st.recursive(
    st.none() | st.integers(0, 20) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(st.tuples(st.sampled_from("abé😀\n"), inner), max_size=5).map(tuple)
    ),
    max_leaves=14,
)
SPACE = st.sampled_from(["", " ", "\n", "\r\n  "])


def _written(value: object, gap: str) -> str:
    """A JSON text in which keys may stand twice."""
    if isinstance(value, tuple):
        inner = [f"{gap}{json.dumps(key, ensure_ascii=False)}{gap}:{gap}{_written(each, gap)}" for key, each in value]
        return f"{{{f'{gap},'.join(inner)}{gap}}}"
    if isinstance(value, list):
        return f"[{gap}{f'{gap},{gap}'.join(_written(each, gap) for each in value)}{gap}]"
    return json.dumps(value, ensure_ascii=False)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abé😀\n"), PAIRS), max_size=5).map(tuple), SPACE)
def test_of_a_key_that_stands_twice_in_json_the_last_has_the_place(value: object, gap: str) -> None:
    text = _written(value, gap)
    document, _ = read("a.json", text.encode())
    assert document is not None
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    for path in _pointers(document.value, "")[1:]:
        span = document.span(path)
        shown, end = (text[starts[line - 1] + column - 1 :] for line, column in _ends(span))
        holder = _at(document.value, path.rpartition("/")[0])
        if isinstance(holder, dict):
            assert json.loads(shown[: len(shown) - len(end)]) == unescaped(path.rpartition("/")[2])
            behind = end.lstrip().removeprefix(":").lstrip()
        else:
            behind = shown
        assert json.JSONDecoder().raw_decode(behind)[0] == _at(document.value, path)


def _ends(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    return (span.line, span.column), (span.end_line, span.end_column)


def _at(value: Any, path: str) -> Any:
    for key in path.split("/")[1:]:
        value = value[int(key)] if isinstance(value, list) else value[unescaped(key)]
    return value


@pytest.mark.parametrize("size", [10, 70_000, 300_000])
def test_a_place_far_into_a_text_is_counted_in_characters(size: int) -> None:
    for filler, gap in (("é😀a", ""), ("é😀a", "\n" * 3), ("a", "\n" * size), ("a\n", "")):
        text = f'{{"first": {json.dumps(filler * size, ensure_ascii=False)},{gap} "last": 1, "é": [1, 2]}}'
        document, _ = read("a.json", text.encode())
        assert document is not None
        for key in ("last", "é"):
            offset = text.index(f'"{key}"')
            line = text.count("\n", 0, offset) + 1
            span = document.span(f"/{key}")
            assert (span.line, span.column) == (line, offset - text.rfind("\n", 0, offset))


@pytest.mark.parametrize("broken", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xe2\x82"])
def test_json_that_is_not_utf_8_is_refused_wherever_that_stands(broken: bytes) -> None:
    for text in (b'{"a": "%s"}', b'{"%s": 1}', b'{"a": {"b": ["x", "y%sz"]}}'):
        document, (problem,) = read("a.json", text % broken)
        assert document is None
        assert problem.code.id == "F001"
