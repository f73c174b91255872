"""Documents as they come: several files, circles, what is missing, what is hostile, and rulesets."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date

import pytest

from skerry.contracts.lint.catalogue import catalogue
from skerry.contracts.lint.ruleset import Ruleset, parse
from skerry.contracts.lint.run import Linted, lint
from skerry.formats.bundle import of_texts

TODAY = date(2026, 1, 1)
NONE = Ruleset()
SHORT = "openapi: 3.1.0\ninfo: {title: a, version: 1.0.0}\npaths: {/a_b: {get: {operationId: x, responses: {'204': {description: a}}}}}\n"


def linted(texts: Mapping[str, str], *only: str, ruleset: Ruleset = NONE) -> Linted:
    rules = [rule for name, rule in catalogue().items() if not only or name in only]
    return lint(of_texts({name: text.encode() for name, text in texts.items()}), rules, ruleset, TODAY)


def places(found: Linted) -> list[str]:
    return [f"{each.rule} {each.place}" for each in found.findings]


def test_what_another_file_holds_is_looked_at_where_it_stands() -> None:
    texts = {
        "api.yaml": "openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {$ref: 'parts.yaml#/ok'}}}}}\n",
        "parts.yaml": "ok:\n  description: a\n  content:\n    application/json:\n      schema: {type: array}\n",
    }
    assert places(linted(texts, "schema-array-items-missing")) == ["schema-array-items-missing parts.yaml:5:7"]


def test_a_reference_into_a_missing_file_leads_nowhere() -> None:
    found = linted(
        {"api.yaml": "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: 'gone.yaml#/A'}}}\n"}, "reference-nowhere"
    )
    assert [each.message for each in found.findings] == ["gone.yaml#/A leads nowhere"]


def test_the_second_file_of_a_folder_does_not_hide_the_first() -> None:
    found = linted(
        {
            "a.yaml": SHORT,
            "b.proto": 'syntax = "proto3";\nmessage A {}',
            "c.graphql": "type Query { a_b: ID }",
            "d.txt": "x",
        }
    )
    assert {each.place.path for each in found.findings} == {"a.yaml", "b.proto", "c.graphql"}
    assert found.documents == 3


def test_what_is_no_contract_is_said() -> None:
    assert [each.code.id for each in linted({"a.yaml": "just: text"}).problems] == ["F005"]
    assert [each.code.id for each in linted({}).problems] == ["C043"]
    assert [each.code.id for each in linted({"a.yaml": "openapi: 3.1.0\n  bad: ["}).problems] == ["F002"]


HOSTILE: dict[str, object] = {
    "paths is a list": {"paths": []},
    "a path is a text": {"paths": {"/a": "x"}},
    "operations of no shape": {
        "paths": {"/a": {"get": {"parameters": "x", "responses": 1, "tags": 3, "security": {}, "requestBody": []}}}
    },
    "parameters of no shape": {
        "paths": {"/a/{": {"get": {"parameters": [1, {"in": 3, "name": []}, {"$ref": 7}], "operationId": 3}}}
    },
    "schemas of no shape": {
        "components": {
            "schemas": {"A": {"type": 1, "enum": 1, "required": 1, "properties": [], "pattern": 1, "allOf": {}}}
        }
    },
    "bounds of no shape": {
        "components": {
            "schemas": {"A": {"minimum": "a", "maximum": [], "format": {}, "discriminator": 1, "example": 1}}
        }
    },
    "security of no shape": {
        "security": 1,
        "components": {"securitySchemes": {"a": {"type": [], "flows": 3, "in": {}}}},
    },
    "components of no shape": {"components": 3, "servers": {"url": 1}, "tags": "x", "info": []},
    "servers of no shape": {"servers": [1, {"url": None}, {"url": "{a}", "variables": 3}]},
    "answers of no shape": {
        "paths": {"/a": {"get": {"responses": {"200": {"content": 3, "headers": []}, "999": None}}}}
    },
    "a circle": {
        "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}}
    },
    "a deep schema": {"components": {"schemas": {"A": json.loads('{"items":' * 300 + "{}" + "}" * 300)}}},
}


@pytest.mark.parametrize(
    "version", ["openapi: 3.1.0", "openapi: 3.0.3", "swagger: '2.0'", "asyncapi: 3.0.0", "asyncapi: 2.6.0"]
)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_of_no_shape_ends_in_findings(name: str, version: str) -> None:
    key, _, value = version.partition(": ")
    document = {key: value.strip("'"), **HOSTILE[name]}  # type: ignore[dict-item]
    found = linted({"a.json": json.dumps(document)})
    assert found.findings or found.problems


def test_a_pattern_without_end_costs_a_bounded_time() -> None:
    schema = {"type": "string", "pattern": "^(a+)+$", "example": "a" * 40 + "!"}
    started = time.monotonic()
    linted({"a.json": json.dumps({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}})})
    assert time.monotonic() - started < 5


def test_levels_and_what_is_ignored() -> None:
    text = """
rules: {rest-path-case: error, info-contact-missing: off}
ignore:
  - {rule: info-license-missing, path: a.yaml, reason: ours}
  - {rule: rest-server-missing, path: /, reason: too late, until: 2025-01-01}
  - {rule: rest-path-slash, path: "/paths/*", reason: gone}
"""
    ruleset, wrong = parse("lint.yaml", text.encode(), catalogue())
    assert not wrong
    found = linted({"a.yaml": SHORT}, "rest-path-case", "info-contact-missing", "info-license-missing", ruleset=ruleset)
    assert [(each.rule, str(each.severity)) for each in found.findings] == [("rest-path-case", "error")]
    assert found.ignored == 1
    assert [each.code.id for each in found.problems] == ["C042", "C042"]


def test_an_end_that_has_passed_counts_no_more() -> None:
    text = "ignore: [{rule: rest-path-case, path: '/paths/**', reason: old clients, until: 2025-12-31}]"
    ruleset, _ = parse("lint.yaml", text.encode(), catalogue())
    found = linted({"a.yaml": SHORT}, "rest-path-case", ruleset=ruleset)
    assert len(found.findings) == 1
    assert [each.code.id for each in found.problems] == ["C041"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("rules: {rest-path-cas: off}", "there is no rule 'rest-path-cas'"),
        ("rules: {rest-path-case: loud}", "'loud' is no level"),
        ("ignore: [{rule: rest-path-case, path: a}]", "this entry has no reason"),
        ("ignore: [{rule: rest-path-case, path: a, reason: b, until: soon}]", "'soon' is no day"),
        ("rule: {}", "'rule' is no part of a ruleset"),
    ],
)
def test_what_is_wrong_with_a_ruleset(text: str, what: str) -> None:
    _, wrong = parse("lint.yaml", text.encode(), catalogue())
    assert [each.what for each in wrong] == [what]
