"""Documents of others, written from the model alone: what the language says of them comes back as it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopt.openapi import adopt
from skerry.contracts.write.openapi import document
from skerry.formats.bundle import of_texts
from skerry.model.load import load_texts

PET = {"$ref": "#/components/schemas/Pet"}
SCHEMAS = {
    "Pet": {
        "type": "object",
        "required": ["id", "kind", "+1"],
        "properties": {
            "id": {"type": "integer", "format": "int64"},
            "kind": {"type": "string", "enum": ["CAT", "big dog"]},
            "+1": {"type": "number"},
            "born": {"type": ["string", "null"], "format": "date"},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": 9},
            "notes": {
                "type": "object",
                "additionalProperties": {"type": "string", "maxLength": 50},
                "maxProperties": 5,
            },
            "mother": PET,
            "code": {"type": "string", "pattern": "^[A-Z]{2}/\\d+$", "minLength": 4, "maxLength": 9},
            "owner": {"oneOf": [{"$ref": "#/components/schemas/shop-owner"}, {"type": "string"}]},
        },
    },
    "shop-owner": {"type": "object", "properties": {"name": {"type": "string"}}},
}
OK = {"description": "ok", "content": {"application/json": {"schema": PET}}}


def operation(**more: Any) -> dict[str, Any]:
    named = [parameter("pet-id", "path", {"type": "string"}, required=True)]
    return {
        "/pets/{pet-id}": {"post": {"operationId": "change", "responses": {"200": OK}, **more}, "parameters": named}
    }


def parameter(name: str, location: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "schema": schema, **more}


def adopted(paths: dict[str, Any], **more: Any) -> Adopted:
    components = {"schemas": SCHEMAS, "securitySchemes": more.pop("schemes", {})}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": components,
        **more,
    }
    return adopt(of_texts({"a.json": msgspec.json.encode(whole)}), Wanted("t-service", contract="./a.json"))


def written(found: Adopted) -> dict[str, Any]:
    loaded = load_texts([("m.arch.yaml", found.text)])
    assert loaded.problems == (), found.text
    (service,) = loaded.system.services.values()
    return document(loaded.system, service, next(iter(service.api.versions.values())))


WHOLE = {
    "types": operation(),
    "parameters": operation(
        parameters=[
            parameter("pet-id", "path", {"type": "integer"}, required=True),
            parameter("filter[name]", "query", {"type": "string"}, required=True),
            parameter("page", "query", {"type": "integer", "minimum": 1, "default": 1}),
            parameter("ids", "query", {"type": "array", "items": {"type": "string"}}, explode=False, style="form"),
            parameter("X-Trace", "header", {"type": "string"}),
            parameter("session", "cookie", {"type": "string", "format": "uuid"}),
        ]
    ),
    "bodies": operation(
        requestBody={"content": {"application/json": {"schema": PET}, "text/csv": {"schema": {"type": "string"}}}}
    ),
    "a body that has to be there": operation(
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": PET}}}
    ),
    "answers": operation(
        responses={"201": OK, "202": {"description": "later"}, "4XX": OK, "default": {"description": "else"}}
    ),
    "an answer that is no JSON": operation(
        responses={"200": {"description": "x", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("paths", WHOLE.values(), ids=list(WHOLE))
def test_nothing_is_lost(paths: dict[str, Any]) -> None:
    found = adopted(paths)
    assert ([change.message for change in found.lost], found.unsaid, found.left_out, found.kept) == ([], {}, (), False)


def test_parameters_bodies_and_answers_are_written_as_they_were() -> None:
    found = written(adopted(WHOLE["parameters"]))["paths"]["/pets/{petId}"]["post"]
    said = {(each["in"], each["name"]): (each["required"], each["schema"]) for each in found["parameters"]}
    assert said == {
        ("path", "petId"): (True, {"type": "integer"}),
        ("query", "filter[name]"): (True, {"type": "string"}),
        ("query", "page"): (False, {"type": "integer", "minimum": 1, "default": 1}),
        ("query", "ids"): (False, {"type": "array", "items": {"type": "string"}}),
        ("header", "X-Trace"): (False, {"type": "string"}),
        ("cookie", "session"): (False, {"type": "string", "format": "uuid"}),
    }
    body = written(adopted(WHOLE["bodies"]))["paths"]["/pets/{petId}"]["post"]["requestBody"]
    assert (body["required"], set(body["content"])) == (False, {"application/json", "text/csv"})
    answers = written(adopted(WHOLE["answers"]))["paths"]["/pets/{petId}"]["post"]["responses"]
    assert {status: "content" in each for status, each in answers.items()} == {
        "201": True, "202": False, "4XX": True, "default": False,
    }  # fmt: skip


def test_who_is_let_in_is_written_as_it_was() -> None:
    flows = {
        "clientCredentials": {"tokenUrl": "https://id.example/token", "scopes": {"pets.write": "", "pets.read": ""}}
    }
    schemes = {
        "oauth": {"type": "oauth2", "flows": flows},
        "key": {"type": "apiKey", "in": "query", "name": "api_key"},
        "login": {"type": "http", "scheme": "basic"},
    }
    ways = [{"oauth": ["pets.write"], "key": []}, {"login": []}]
    found = adopted(
        {**operation(), "/b": {"get": {"security": [], "responses": {"200": OK}}}}, schemes=schemes, security=ways
    )
    assert found.lost == ()
    again = written(found)
    assert again["paths"]["/pets/{petId}"]["post"]["security"] == ways
    assert again["paths"]["/b"]["get"]["security"] == []
    assert again["components"]["securitySchemes"]["key"] == schemes["key"]
    assert set(again["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]["scopes"]) == {
        "pets.read", "pets.write",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "integer", "multipleOf": 2}, "its step"),
        ({"not": {"type": "string"}}, "what it must not be"),
        ({"enum": [1, 2]}, "which values there are"),
        ({"type": "string", "readOnly": True}, "that it is only sent"),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}}}, "which of its properties are needed together"),
    ],
)  # fmt: skip
def test_what_has_no_words_is_said_with_its_cause(schema: Any, why: str) -> None:
    content = {"application/json": {"schema": schema}}
    found = adopted({"/a": {"get": {"responses": {"200": {"description": "x", "content": content}}}}})
    assert why in found.unsaid.values()
    assert found.kept


def test_chains_of_types_may_be_long() -> None:
    schemas = {f"N{at}": {"properties": {"next": {"$ref": f"#/components/schemas/N{at + 1}"}}} for at in range(600)}
    whole = {
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": {**schemas, "N600": SCHEMAS["shop-owner"]}},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "x", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/N0"}}}}}}}},
    }  # fmt: skip
    found = adopt(of_texts({"a.json": msgspec.json.encode(whole)}), Wanted("t-service"))
    assert found.types == 601
    assert "N599: " in found.text
