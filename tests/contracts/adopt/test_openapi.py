"""OpenAPI documents as text of the model: what each schema becomes, and that documents of ours come back whole."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopt.openapi import adopt
from skerry.formats.bundle import of_file, of_texts
from skerry.model.load import load_texts
from skerry.model.system import Service

OURS = sorted((Path(__file__).parents[2] / "golden" / "contracts" / "openapi").rglob("*.yaml"))


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_documents_of_ours_come_back_whole(file: Path):
    found = adopt(of_file(file), Wanted(file.name.split(".")[0], contract="./x"))
    assert (found.lost, found.left_out, found.kept) == ((), (), False)
    assert load_texts([("m.arch.yaml", found.text)]).problems == ()


def adopted(paths: dict[str, Any], schemas: dict[str, Any] | None = None, **more: Any) -> tuple[Adopted, Service]:
    document = {
        "openapi": "3.1.0", "info": {"title": "T", "version": "3.1.4"}, "paths": paths,
        "components": {"schemas": schemas or {}}, **more,
    }  # fmt: skip
    found = adopt(of_texts({"a.json": msgspec.json.encode(document)}), Wanted("t-service", contract="./a.json"))
    loaded = load_texts([("m.arch.yaml", found.text)])
    assert loaded.problems == (), found.text
    return found, loaded.system.services["t-service"]


def of_schema(schema: Any, schemas: dict[str, Any] | None = None) -> tuple[str, Adopted]:
    content = {"application/json": {"schema": schema}}
    found, service = adopted({"/a": {"get": {"responses": {"200": {"description": "x", "content": content}}}}}, schemas)
    return str(service.operations["getA"].output), found


REFERENCE = {"$ref": "#/components/schemas/Pet"}
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "next": REFERENCE}}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "minLength": 1, "maxLength": 20}, "text 1..20"),
        ({"type": "string", "maxLength": 10000}, "text <= 10000"),
        ({"type": "integer", "format": "int32"}, "int as int32"),
        ({"type": "string", "pattern": "^a/b$"}, "text ~ /^a\\/b$/"),
        ({"type": ["string", "null"]}, "text | null"),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, "text[] as set"),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 3}, "int{} <= 3"),
        ({"type": "integer", "exclusiveMinimum": 0, "maximum": 9, "default": 4}, "int > 0 <= 9 = 4"),
        ({"type": "integer", "minimum": 1}, "int >= 1"),
        ({"type": "number", "maximum": 1.5}, "number <= 1.5"),
        ({"type": "boolean"}, "bool"),
        ({"type": "array", "items": {"type": "string", "minLength": 2}, "maxItems": 9}, "(text >= 2)[] <= 9"),
        ({"type": "array", "items": REFERENCE}, "t.Pet[]"),
        ({"type": "string", "enum": ["a", "b-c"]}, "a | b-c"),
        ({"type": "string", "enum": ["A B", "C"]}, '"A B" | "C"'),
        ({"type": "string", "enum": ["one"]}, '"one"'),
        ({"type": "object"}, "json{}"),
        ({"type": ["string", "integer"]}, "(text) or (int)"),
        ({"oneOf": [REFERENCE, {"$ref": "#/components/schemas/Cat"}]}, "t.Pet | t.Cat"),
        ({"anyOf": [REFERENCE, {"type": "null"}]}, "t.Pet | null"),
        ({"anyOf": [REFERENCE, {"type": "string"}]}, "t.Pet or text"),
        ({"allOf": [REFERENCE]}, "t.Pet"),
        ({"properties": {"a": {"type": "string"}}}, "t.GetAResponse"),
        ({"$ref": "#/components/schemas/Short"}, "text <= 3"),
        (True, "json"),
    ],
)  # fmt: skip
def test_what_a_schema_becomes(schema: Any, wanted: str):
    schemas = {
        "Pet": PET,
        "Cat": {"properties": {"name": {"type": "string"}}},
        "Short": {"type": "string", "maxLength": 3},
    }
    assert of_schema(schema, schemas)[0] == wanted


def test_records_are_put_together_from_all_their_parts():
    both = {"allOf": [REFERENCE, {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}]}
    _, found = of_schema({"$ref": "#/components/schemas/Dog"}, {"Pet": PET, "Dog": both})
    assert '{ id: text, next: "Pet?", name: text }' in found.text


def test_records_that_hold_themselves_end():
    assert 'Pet: { id: text, next: "Pet?" }' in of_schema(REFERENCE, {"Pet": PET})[1].text


def test_what_has_no_words_is_named_with_its_place():
    _, found = of_schema({"properties": {"a b": {"type": "string"}, "c": {"type": "integer", "multipleOf": 5}}})
    assert {what for what in found.unsaid.values()} == {"its step"}
    assert found.kept


def test_routes_and_names():
    _, service = adopted(
        {
            "/pets/{pet-id}": {
                "get": {
                    "operationId": "pets.get_one",
                    "parameters": [
                        {"name": "pet-id", "in": "path", "required": True, "schema": {"type": "string"}},
                        {"name": "fields", "in": "query", "schema": {"type": "string"}},
                        {"name": "filter[name]", "in": "query", "schema": {"type": "string"}},
                    ],
                    "responses": {"204": {"description": "x"}},
                },
                "delete": {"responses": {"204": {"description": "x"}}},
            }
        },
        servers=[{"url": "https://x.example/api/v7"}],
    )
    assert {str(each.route) for each in service.operations.values()} == {
        "GET /pets/{petId}?fields",
        "DELETE /pets/{petId}",
    }
    assert list(service.operations) == ["petsGetOne", "deletePetsByPetId"]
    assert list(service.api.versions) == ["v7"]
    assert service.api.contract == "./a.json"


def test_operations_that_cannot_be_spelled_are_named():
    found, _ = adopted(
        {
            "/compare/<base>": {"get": {"responses": {"204": {"description": "x"}}}},
            "/a": {"trace": {"responses": {}}, "get": {"responses": {"204": {"description": "x"}}}},
        }
    )
    assert found.left_out == ("GET /compare/<base>", "TRACE /a")


@pytest.mark.parametrize(
    ("schemes", "wanted"),
    [
        ({"a": {"type": "oauth2", "flows": {}}}, {"jwt"}),
        ({"a": {"type": "http", "scheme": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "k"}}, {"jwt", "api-key"}),
        ({}, {"public"}),
    ],
)  # fmt: skip
def test_ways_in(schemes: dict[str, Any], wanted: set[str]):
    components = {"schemas": {}, "securitySchemes": schemes}
    security = [{name: []} for name in schemes]
    _, service = adopted(
        {"/a": {"get": {"responses": {"204": {"description": "x"}}}}}, components=components, security=security
    )
    assert set(service.api.auth) == wanted
