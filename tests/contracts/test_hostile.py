"""Documents that nobody means well with: an answer or a clear refusal, never a traceback, in bounded time."""

# ruff: noqa: E501  (tables of documents)

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skerry.cli import main
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.run import compare
from skerry.formats.bundle import of_texts

Json = Any
BILLION = "".join(f"x-{at}: &x{at} [{','.join([f'*x{at - 1}'] * 10)}]\n" for at in range(1, 12))


def api(schema: Json, **more: Json) -> dict[str, Any]:
    answer = {"description": "d", "content": {"application/json": {"schema": schema}}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1.0.0"}}
    return {**document, "paths": {"/a": {"get": {"responses": {"200": answer}}}}, **more}


def named(first: str, **schemas: Json) -> dict[str, Any]:
    return api({"$ref": f"#/components/schemas/{first}"}, components={"schemas": schemas})


def ladder(leaf: Json, rung: Any, size: int = 60) -> dict[str, Any]:
    """Schemas of which each holds the next one twice: 2^60 when written out."""
    steps = {f"S{at}": rung({"$ref": f"#/components/schemas/S{at + 1}"}) for at in range(size)}
    return named("S0", **steps, **{f"S{size}": leaf})


def diff(folder: Path, before: bytes | str | Json, after: bytes | str | Json, suffix: str = "json") -> int:
    paths = []
    for side, document in (("before", before), ("after", after)):
        path = folder / f"{side}.{suffix}"
        text = document if isinstance(document, bytes | str) else json.dumps(document)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    return main(["contracts", "diff", *paths])


REFUSED = {
    "YAML bomb": (f"openapi: 3.1.0\npaths: {{}}\nx-0: &x0 [a,a,a,a,a,a,a,a,a,a]\n{BILLION}", "F003", ""),
    "deep JSON": ('{"openapi":"3.1.0","paths":' + "[" * 100_000 + "]" * 100_000 + "}", "F003", ""),
    "deep YAML": ("openapi: 3.1.0\npaths: " + "{a: " * 100_000, "F003", ""),
    "alias in its own anchor": ("openapi: 3.1.0\npaths: &a [*a]\n", "F003", ""),
    "version of tomorrow": (json.dumps({**api({}), "openapi": "4.0.0"}), "F005", ":1:2"),
    "cut off": (json.dumps(api({}))[:-9], "F002", ":1:165"),
    "not YAML": ("openapi: 3.1.0\n  paths: [\n", "F002", ":2:8"),
    "half a surrogate": (json.dumps(api({"description": "\ud800"})), "F002", ":1:"),
    "not UTF-8": (b'{"openapi": "3.1.0", "x": "\xff"}', "F001", ":1"),
    "UTF-16": (json.dumps(api({})).encode("utf-16"), "F005", ""),
    "nothing": ("", "F005", ""),
    "zeros": (b"\0" * 1000, "F005", ""),
    "too deep in references": (ladder({"type": "string"}, lambda next_: {"allOf": [next_, next_]}, 200), "F003", ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, code, place = REFUSED[name]
    suffix = "yaml" if "YAML" in name or "alias" in name else "json"
    assert diff(tmp_path, api({"type": "object"}), document, suffix) == 2
    shown = capsys.readouterr().out
    assert code in shown
    assert f"after.{suffix}{place}" in shown


TAKEN = {
    "BOM": (b"\xef\xbb\xbf" + json.dumps(api({})).encode(), 0),
    "CRLF": (json.dumps(api({}), indent=1).replace("\n", "\r\n"), 0),
    "version as a number": ({**api({}), "openapi": 3.1}, 0),
    "no minor version": ({**api({}), "openapi": "3"}, 0),
    "no info": ({key: value for key, value in api({}).items() if key != "info"}, 0),
    "no paths": ({"openapi": "3.1.0"}, 1),
    "paths in a list": ({**api({}), "paths": [1]}, 1),
    "parameters as text": ({**api({}), "paths": {"/a": {**api({})["paths"]["/a"], "parameters": "p"}}}, 0),
    "schema as a number": (api(5), 0),
    "missing file": (api({"$ref": "other.yaml#/A"}), 0),
    "address on the network": (api({"$ref": "http://127.0.0.1:1/a.json"}), 0),
    "reference to itself": (named("A", A={"$ref": "#/components/schemas/A"}), 0),
    "references in a circle": (named("A", A={"$ref": "#/components/schemas/B"}, B={"allOf": [{"$ref": "#/components/schemas/A"}]}), 0),
    "path item of itself": ({**api({}), "paths": {"/a": {"$ref": "#/paths/~1a"}}}, 1),
    "large digits": ({**api({}), "info": {"title": "A", "version": "9" * 5000}}, 0),
    "index of a reference": (api({"$ref": "#/x/²"}, x=[1]), 0),
    "NaN": (json.dumps(api({"maximum": 1})).replace("1}", "NaN}"), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_odd_is_read(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, status = TAKEN[name]
    assert diff(tmp_path, api({}), document) == status
    assert "internal error" not in capsys.readouterr().err


def test_cycles_on_both_sides(tmp_path: Path) -> None:
    def side(kind: str) -> dict[str, Any]:
        return named("A", A={"type": "object", "properties": {"a": {"type": kind}, "next": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}})  # fmt: skip

    assert diff(tmp_path, side("string"), side("string")) == 0
    assert diff(tmp_path, side("string"), side("integer")) == 1


def test_files_in_a_circle() -> None:
    def side(kind: str) -> dict[str, bytes]:
        inner = {"B": {"type": "object", "properties": {"a": {"$ref": "api.json#/x"}, "k": {"type": kind}}}}
        main_ = api({"$ref": "b.json#/B"}, x={"$ref": "b.json#/B"})
        return {"api.json": json.dumps(main_).encode(), "b.json": json.dumps(inner).encode()}

    found = compare(of_texts(side("string")), of_texts(side("integer")), Options())
    assert "breaking" in {change.level for change in found.changes}


def test_a_key_that_stands_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "openapi: 3.1.0\ninfo: { title: a, title: b, version: '1' }\npaths: {}\n"
    assert diff(tmp_path, text, text, "yaml") == 0
    assert "F004" in capsys.readouterr().out


BIG = {
    "exponential allOf": lambda leaf: ladder(leaf, lambda next_: {"allOf": [next_, next_]}, 45),
    "exponential anyOf": lambda leaf: ladder(leaf, lambda next_: {"anyOf": [next_, {"properties": {"a": next_, "b": next_}}]}),
    "10,000 branches": lambda leaf: api({"oneOf": [leaf, *({"type": "object", "properties": {"k": {"const": at}}, "required": ["k"]} for at in range(10_000))]}),
    "20,000 values": lambda leaf: api({"enum": [leaf["type"], *(f"v{at}" for at in range(20_000))]}),
    "catastrophic patterns": lambda leaf: api({"properties": {"a" * 5000 + "!": leaf}, "patternProperties": {"^(a+)+$": leaf, "^(a|a)*$": leaf, "(a{1,999}){1,999}": leaf}}),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", BIG)
def test_what_grows_is_bounded(name: str, tmp_path: Path) -> None:
    assert diff(tmp_path, BIG[name]({"type": "string"}), BIG[name]({"type": "integer"})) in (0, 1)


@pytest.mark.slow
def test_forty_megabytes(tmp_path: Path) -> None:
    def side(kind: str) -> dict[str, Any]:
        made = named("S", S={"type": "object", "properties": {"a": {"type": kind}}})
        item = made["paths"]["/a"]["get"]
        made["paths"] = {f"/a{at}": {"get": {"description": "x" * 900, **item}} for at in range(40_000)}
        return made

    before = side("string")
    assert diff(tmp_path, before, before) == 0
    assert diff(tmp_path, before, b" " * (65 * 1024 * 1024)) == 2


JUNK = [
    None, True, 0, -1, 1.5, "", "x", "#/", [], {}, [[]], [{}], ["a", 1, None], {"$ref": "#"}, {"$ref": "#/paths"}, {"$ref": 1},
    {"type": 1}, {"type": [1, [], {}]}, {"allOf": 3}, {"required": [[], 1]}, {"properties": []}, {"enum": {}}, {"enum": [[], {}]},
    {"oneOf": [1, None]}, {"items": []}, {"in": [], "name": []}, {"pattern": "("}, {"patternProperties": {"(": 1}}, 10**40,
]  # fmt: skip
FULL = {
    **named(
        "A",
        A={
            "type": ["object", "null"], "required": ["k"], "propertyNames": {"maxLength": 9}, "dependentRequired": {"n": ["s"]},
            "properties": {
                "k": {"const": "a"}, "n": {"type": "number", "exclusiveMinimum": 1, "multipleOf": 2},
                "p": {"prefixItems": [{"type": "string"}], "items": False, "contains": {"type": "string"}},
            },
            "patternProperties": {"^x-": {"type": "string", "pattern": "^a+$"}}, "if": {"required": ["n"]}, "then": {"required": ["s"]},
        },
        B={"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}], "discriminator": {"propertyName": "k", "mapping": {"a": "A"}}},
    ),
    "servers": [{"url": "https://a"}],
    "security": [{"k": []}],
    "webhooks": {"w": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/B"}}}}, "responses": {}}}},
}  # fmt: skip
FULL["paths"]["/b/{id}"] = {
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
    "post": {
        "x-sunset": "2099-01-01", "deprecated": True, "security": [{"k": ["s"]}], "tags": ["t"], "operationId": "o",
        "parameters": [{"name": "q", "in": "query", "style": "form", "schema": {"type": "array", "items": {"type": "string"}}}],
        "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": {"f": {"contentType": "x"}}}}},
        "callbacks": {"c": {"{$url}": {"post": {"responses": {"200": {"description": "d"}}}}}},
        "responses": {"4XX": {"description": "e", "headers": {"E": {"required": True, "schema": {"type": "integer"}}}}},
    },
}  # fmt: skip
OLD = {
    "swagger": "2.0", "info": {"title": "A", "version": "1"}, "host": "a", "consumes": ["a/b"], "produces": ["a/b"],
    "paths": {"/a": {"post": {
        "parameters": [
            {"name": "f", "in": "formData", "type": "file", "required": True},
            {"name": "q", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"},
        ],
        "responses": {"200": {"description": "d", "schema": {"$ref": "#/definitions/A"}, "headers": {"X": {"type": "string"}}}},
    }}},
    "definitions": {"A": {"type": "object", "discriminator": "a", "properties": {"a": {"type": "string"}}}},
}  # fmt: skip


def spots(value: Json, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([way] if way else []), *(spot for key, each in inner for spot in spots(each, (*way, key)))]


def spoiled(document: Json, way: tuple[str | int, ...], junk: Json) -> Json:
    made = copy.deepcopy(document)
    holder = made
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = copy.deepcopy(junk)
    return made


MADE = st.sampled_from([FULL, OLD]).flatmap(
    lambda document: st.builds(spoiled, st.just(document), st.sampled_from(spots(document)), st.sampled_from(JUNK))
)


@settings(max_examples=400, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(MADE, MADE)
def test_no_document_is_too_broken(before: Json, after: Json) -> None:
    sides = [of_texts({"a.json": json.dumps(each).encode()}) for each in (before, after)]
    assert isinstance(compare(sides[0], sides[1], Options()), Compared)
