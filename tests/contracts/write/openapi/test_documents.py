"""The OpenAPI documents that are written for the examples: byte for byte as reviewed, and what they promise."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.openapi import FORMAT
from skerry.contracts.write.openapi import document, write
from skerry.formats.bundle import of_texts
from skerry.model.load import load, load_texts
from skerry.model.system import System

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / "tests" / "golden" / "contracts" / "openapi"
METHODS = ("get", "post", "put", "patch", "delete")


def example(name: str) -> System:
    return load(ROOT / "examples" / name).system


DOCUMENTS = [
    pytest.param(document(system, service, version), id=f"{service.name}.{version.name}")
    for system in map(example, ("shop", "clinic"))
    for service in system.services.values()
    for version in service.api.versions.values()
]


def operations(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in found["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def headers(operation: dict[str, Any], found: dict[str, Any]) -> set[str]:
    return {resolved(each, found)["name"] for each in operation["parameters"]}


def resolved(value: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    target: Any = found
    for part in value["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return target


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_the_documents_of_the_examples(name: str):
    found = write(example(name))
    folder = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in found.items():
            (folder / file).write_text(text)
    assert found == {file.name: file.read_text() for file in folder.iterdir()}


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_the_text_is_the_document(name: str):
    system = example(name)
    for file, text in write(system).items():
        service, version, _ = file.split(".")
        known = system.services[service]
        assert yaml.safe_load(text) == document(system, known, known.api.versions[version])


@pytest.mark.parametrize("found", DOCUMENTS)
def test_every_example_is_valid(found: dict[str, Any]):
    checked = 0
    for holder in holders(found):
        schema = {**holder["schema"], "components": found["components"]}
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        assert [error.message for error in validator.iter_errors(holder["example"])] == []
        checked += 1
    assert checked > 10


def holders(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "schema" in value and "example" in value:
            yield value
        for inner in value.values():
            yield from holders(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from holders(inner)


@pytest.mark.parametrize("found", DOCUMENTS)
def test_everything_of_the_checklist(found: dict[str, Any]):
    info = found["info"]
    assert {"title", "version", "description", "contact", "license", "x-owner", "x-audience", "x-api-id"} <= info.keys()
    assert all("domain" in server["variables"] for server in found["servers"])
    seen: set[str] = set()
    for method, path, operation in operations(found):
        assert operation["operationId"] not in seen
        seen.add(operation["operationId"])
        assert len(operation["tags"]) == 1
        assert operation["summary"]
        assert operation["description"]
        taken = headers(operation, found)
        assert {"traceparent", "X-Request-Id"} <= taken
        assert ("Idempotency-Key" in taken) == (method == "post")
        assert {"400", "429", "500", "503"} <= operation["responses"].keys()
        assert "x-retryable" in operation
        assert "x-timeout-ms" in operation
        if operation["security"]:
            assert {"401", "403"} <= operation["responses"].keys()
        else:
            assert method == "get"
        for status, response in operation["responses"].items():
            answer = resolved(response, found)
            assert "X-Request-Id" in answer["headers"], (method, path, status)
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]
            if status == "201":
                assert "Location" in answer["headers"]
            if status == "429":
                assert "Retry-After" in answer["headers"]
            for content in answer.get("content", {}).values():
                assert resolved(content["schema"], found).get("type") != "array"
        if method == "get" and "If-None-Match" in taken:
            assert "304" in operation["responses"]
        if "If-Match" in taken:
            assert {"412", "428"} <= operation["responses"].keys()
    assert {each["status"] for each in found["x-problem-types"]} >= {400, 429, 500, 503}


@pytest.mark.parametrize("found", DOCUMENTS)
def test_everything_is_bounded(found: dict[str, Any]):
    for schema in schemas(found["components"]["schemas"]):
        if schema.get("type") == "string":
            assert "maxLength" in schema or "const" in schema
        if schema.get("type") == "array":
            assert "maxItems" in schema
        if schema.get("type") == "integer":
            assert {"minimum", "maximum"} <= schema.keys() or "exclusiveMinimum" in schema


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value
        for inner in value.values():
            yield from schemas(inner)


def of(system: System, service: str, version: str, dialect: str = "3.1") -> dict[str, Any]:
    known = system.services[service]
    return document(system, known, known.api.versions[version], dialect)


def test_scopes_say_which_roles_have_them():
    found = of(example("shop"), "order-service", "v2")
    flows = found["components"]["securitySchemes"]["oauth2"]["flows"]
    assert found["paths"]["/orders"]["get"]["security"] == [{"oauth2": ["order-service:list"], "mtls": []}]
    assert (
        flows["clientCredentials"]["scopes"]["order-service:list"]
        == "Granted to customer if customerId = caller, support."
    )


def test_only_reading_is_public():
    found = of(example("shop"), "catalog-service", "v1")
    assert found["paths"]["/products"]["get"]["security"] == []
    assert found["paths"]["/products"]["post"]["security"] == [{"oauth2": ["catalog-service:add"], "mtls": []}]


def test_lists_are_pages():
    found = of(example("shop"), "order-service", "v2")
    listed = found["paths"]["/orders"]["get"]
    page = found["components"]["schemas"]["OrderPage"]
    assert [resolved(each, found)["name"] for each in listed["parameters"]][:3] == ["status", "limit", "cursor"]
    assert list(page["properties"]) == ["items", "next"]
    assert "Link" in listed["responses"]["200"]["headers"]
    assert listed["parameters"][0]["schema"]["enum"] == ["pending", "confirmed", "cancelled", "fulfilled"]


def test_a_version_like_another_has_its_own_types_and_its_end():
    found = of(example("shop"), "order-service", "v1")
    assert "shipTo" not in found["components"]["schemas"]["Order"]["properties"]
    answer = found["paths"]["/orders/{id}"]["get"]
    assert (answer["deprecated"], answer["x-sunset"]) == (True, "2027-06-30")
    assert {"Deprecation", "Sunset", "Link"} <= answer["responses"]["200"]["headers"].keys()
    sent = {name: found["components"]["headers"][name]["example"] for name in ("Deprecation", "Sunset")}
    assert sent == {"Deprecation": "@1798761600", "Sunset": "Wed, 30 Jun 2027 00:00:00 GMT"}


MODEL = """
arch: 1
system: s
contexts: { a: { kind: core } }
policies: { versions: { by: BY } }
services:
  a-service:
    context: a
    owns: [Thing]
    api:
      auth: { api-key: [] }
      v2:
        GET /things/{id}: get -> Thing
        PATCH /things/{id}: rename(Rename) -> Thing
        POST /things: make(Rename) -> 202
        DELETE /things/{id}: drop -> 204
        GET /things?since: find -> Thing[]
types: { a: { Thing: { id: uuid, name: text, at: datetime }, Rename: { name: text } } }
"""


def small(by: str = "url", model: str = MODEL, dialect: str = "3.1") -> dict[str, Any]:
    loaded = load_texts([("m.arch.yaml", model.replace("BY", by))])
    assert loaded.problems == ()
    return of(loaded.system, "a-service", "v2", dialect)


def test_versions_by_url():
    assert small()["servers"][0]["url"].endswith("/v2")


def test_versions_by_header():
    found = small("header")
    get = found["paths"]["/things/{id}"]["get"]
    wanted = next(p for each in get["parameters"] if (p := resolved(each, found))["name"] == "API-Version")
    assert (wanted["required"], wanted["schema"]["const"]) == (True, "v2")
    assert {"Vary", "API-Version"} <= get["responses"]["200"]["headers"].keys()
    assert not found["servers"][0]["url"].endswith("/v2")


def test_versions_by_media_type():
    get = small("media-type")["paths"]["/things/{id}"]["get"]
    assert list(get["responses"]["200"]["content"]) == ["application/vnd.s.a.v2+json"]
    assert "Vary" in get["responses"]["200"]["headers"]


def test_methods_mean_what_http_says():
    found = small()
    things, thing = found["paths"]["/things"], found["paths"]["/things/{id}"]
    assert list(thing["patch"]["requestBody"]["content"]) == ["application/merge-patch+json"]
    assert "Location" in things["post"]["responses"]["202"]["headers"]
    assert "content" not in thing["delete"]["responses"]["204"]
    assert "If-Match" in headers(thing["delete"], found)
    assert thing["get"]["security"] == [{"apiKey": []}]
    assert things["get"]["parameters"][0]["schema"]["format"] == "date-time"


def test_openapi_3_2_on_request():
    found = of(example("shop"), "order-service", "v2", "3.2")
    assert found["openapi"] == "3.2.0"
    assert "oauth2MetadataUrl" in found["components"]["securitySchemes"]["oauth2"]


def test_a_field_that_leaves_the_model_breaks_the_document():
    before, after = (
        of_texts({"a.yaml": write(load_texts([("m.arch.yaml", text)]).system)["a-service.v2.yaml"].encode()})
        for text in (MODEL.replace("BY", "url"), MODEL.replace("BY", "url").replace(", at: datetime }", " }"))
    )
    assert FORMAT.compare(before, before, Options()).changes == ()
    levels = {change.level for change in FORMAT.compare(before, after, Options()).changes}
    assert Level.BREAKING in levels
