"""Examples and defaults against their schemas, in every place and version."""

from __future__ import annotations

from datetime import date

import pytest

from skerry.contracts.lint.catalogue import catalogue
from skerry.contracts.lint.ruleset import Ruleset
from skerry.contracts.lint.run import lint
from skerry.formats.bundle import of_texts

CASES = {
    "null where it is allowed": ("{type: string, nullable: true, example: null}", 0),
    "null where it is not": ("{type: string, example: null}", 1),
    "null in an enum": ("{type: string, nullable: true, enum: [a], example: null}", 0),
    "null beside alternatives": ("{allOf: [{type: object}], nullable: true, example: null}", 0),
    "what one side alone sends": ("{required: [id], properties: {id: {readOnly: true}}, example: {}}", 0),
    "what both sides send": ("{required: [id], properties: {id: {}}, example: {}}", 1),
    "within, beside others": ("{properties: {a: {type: array, items: {type: integer}}}, example: {a: [1, x, y]}}", 2),
    "a reference that leads nowhere": ("{properties: {a: {$ref: '#/components/schemas/No'}}, example: {a: 1}}", 0),
    "a pattern that cannot be compiled": ("{properties: {a: {pattern: '('}, b: {type: integer}}, example: {b: x}}", 0),
    "through a reference": ("{properties: {a: {$ref: '#/components/schemas/B'}}, example: {a: {b: 1}}}", 1),
    "an older bound": ("{type: integer, minimum: 1, exclusiveMinimum: true, example: 1}", 1),
}


@pytest.mark.parametrize(("schema", "count"), CASES.values(), ids=CASES)
def test_a_schema_s_own_example(schema: str, count: int) -> None:
    text = f"openapi: 3.0.3\ncomponents: {{schemas: {{A: {schema}, B: {{properties: {{b: {{type: string}}}}}}}}}}\n"
    assert len(misfits(text)) == count


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_examples_of_media_types_and_parameters(version: str) -> None:
    text = f"""
openapi: {version}
paths:
  /a:
    get:
      parameters:
        - {{name: p, in: query, schema: {{type: integer}}, example: x}}
      responses:
        '200':
          description: a
          content:
            application/json:
              schema: {{type: integer}}
              examples: {{one: {{value: 1}}, two: {{value: x}}, three: {{$ref: '#/components/examples/three'}}}}
components: {{examples: {{three: {{value: y}}}}}}
"""
    assert misfits(text) == [
        '"x" is not of type "integer"', '"x" is not of type "integer"', '"y" is not of type "integer"',
    ]  # fmt: skip


def test_schemas_of_other_files_are_known() -> None:
    text = "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: 'b.yaml#/B', example: x}}}\n"
    assert misfits(text, **{"b.yaml": "B: {type: integer}"}) == ['"x" is not of type "integer"']


def test_messages_of_events() -> None:
    text = "asyncapi: 3.0.0\nchannels: {a: {messages: {m: {payload: {type: object}, examples: [{payload: 1}]}}}}\n"
    assert misfits(text) == ['1 is not of type "object"']


def misfits(text: str, **more: str) -> list[str]:
    bundle = of_texts({"api.yaml": text.encode(), **{name: each.encode() for name, each in more.items()}})
    found = lint(bundle, [catalogue()["example-invalid"]], Ruleset(), date(2026, 1, 1))
    return sorted(each.message for each in found.findings)
