from __future__ import annotations

from typing import Any

import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from skerry.formats.text import read
from skerry.kernel.yaml_text import Noted, plain, yaml

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "on",
        "No",
        "1.0",
        "0x1f",
        "null",
        "~",
        "a: b",
        "- a",
        "a #b",
        "'",
        '"',
        "{a}",
        "/orders/{id}",
        "a\nb",
        "\n",
        " a",
        "2026-01-01",
        "1e3",
        "=",
        "<<",
        "a\n  b\n",
        "y",
        "...",
    ]
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(TEXT, VALUE, max_size=5))
def test_what_is_written_reads_back_under_both_versions_of_yaml(value: dict[str, Any]) -> None:
    text = yaml(value)
    document, problems = read("a.yaml", text.encode())
    assert document is not None and not problems, text
    assert document.value == value, text
    assert pyyaml.safe_load(text) == value, text


NOTED = st.recursive(
    TEXT | st.integers(),
    lambda inner: (
        st.lists(inner | st.builds(Noted, inner, TEXT), max_size=3)
        | st.dictionaries(TEXT, inner | st.builds(Noted, inner, TEXT), max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, NOTED | st.builds(Noted, NOTED, TEXT), max_size=4))
def test_notes_are_for_readers_and_change_no_value(value: dict[str, Any]) -> None:
    assert pyyaml.safe_load(yaml(value)) == plain(value), yaml(value)


def test_a_note_stands_above_what_it_is_about() -> None:
    value = {
        "a": Noted({"b": 1}, "why\nand how"),
        "c": [Noted("x", "first"), Noted({"d": Noted(2, "deep"), "e": 3}, "second")],
    }
    assert yaml(value) == (
        "# why\n# and how\na:\n  b: 1\nc:\n  # first\n  - x\n  # second\n  - # deep\n    d: 2\n    e: 3\n"
    )


def test_it_looks_as_a_person_would_write_it() -> None:
    value = {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "2.0.0", "description": "What we sell.\nAnd how."},
        "required": ["id", "name"],
        "paths": {
            "/orders/{id}": {
                "get": {"parameters": [{"$ref": "#/components/parameters/id"}, {"name": "a", "in": "query"}]}
            }
        },
        "responses": {"200": {"description": "done: well"}},
        "empty": {},
        "none": [],
    }
    assert yaml(value) == (
        'openapi: "3.1.0"\n'
        "info:\n"
        "  title: Orders\n"
        '  version: "2.0.0"\n'
        "  description: |-\n"
        "    What we sell.\n"
        "    And how.\n"
        "required: [id, name]\n"
        "paths:\n"
        "  /orders/{id}:\n"
        "    get:\n"
        "      parameters:\n"
        '        - { $ref: "#/components/parameters/id" }\n'
        "        - name: a\n"
        "          in: query\n"
        "responses:\n"
        '  "200":\n'
        '    description: "done: well"\n'
        "empty: {}\n"
        "none: []\n"
    )


def test_a_note_may_stand_beside_a_value_and_lines_keep_their_indent() -> None:
    text = yaml({"uses": Noted("a@b", "v1", beside=True), "run": "if a; then\n  b\nfi"})
    assert text == "uses: a@b # v1\nrun: |-\n  if a; then\n    b\n  fi\n"
    assert pyyaml.safe_load(text) == {"uses": "a@b", "run": "if a; then\n  b\nfi"}
