"""What the language says beyond plain types, in every format, in the house style and the bare one."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from skerry.contracts.write.graphql import write as graphql
from skerry.contracts.write.openapi import document
from skerry.contracts.write.protobuf import write as protobuf
from skerry.contracts.write.python import write as python
from skerry.formats.bundle import of_texts
from skerry.formats.graphql.read import schema_of_text
from skerry.formats.protobuf import read
from skerry.model.load import load_texts
from skerry.model.system import System

MODEL = """arch: 1
system: s
contexts: { things: {} }
services:
  thing-service:
    context: things
    owns: [Thing]
    api:
      style: STYLE
      expose: [rest, grpc, graphql]
      schemes: { key: api-key header X-Key, oauth: oauth2 client https://id.example/token }
      needs: [key, oauth(things.read)]
      v1:
        GET /things/{id}:
          do: get -> Thing
          path: { id: "uuid" }
          headers: { X-Tenant: text 1..20 }
          answers: { 410: Gone, 418: nothing }
        GET /things?size:
          do: list -> Thing[]
          query: { colour: red | green, size: "(int as int32 1..9 = 3)?" }
          needs: []
        POST /things: make((NewThing as application/json) | (text as text/csv)) -> 201 Thing
types:
  things:
    Thing:
      id: uuid
      weight: number >= 0
      boxes: int as int32
      note: text | null
      born: "(date | null)?"
      code: text 2..9 ~ /^[A-Z]+$/
      prices: "money{} <= 5"
      tags: (text <= 20)[] as set
      state: '"IN STOCK" | "GONE" | null'
      either: "(text) | (int)"
      part: Thing.Part
      card: "(Card in how)?"
      cash: "(Cash in how)?"
      paid: Card or Cash
    Thing.Part: { size: int = 3, colour: '"red" | "b-l"' }
    Card: { number: text }
    Cash: { amount: money }
    NewThing: { weight: number, code: "text ~ /^[A-Z]+$/" }
    Gone: { since: datetime }
"""


def system(style: str) -> System:
    loaded = load_texts([("s.arch.yaml", MODEL.replace("STYLE", style))])
    assert loaded.problems == ()
    return loaded.system


@pytest.mark.parametrize("style", ["house", "bare"])
def test_openapi(style: str) -> None:
    of = system(style)
    found = document(of, of.services["thing-service"], of.services["thing-service"].api.versions["v1"])
    validate(json.loads(json.dumps(found)))
    thing = found["components"]["schemas"]["Thing"]
    fields = thing["properties"]
    assert "note" in thing["required"]
    example = found["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"].get("example")
    if style == "house":
        Draft202012Validator({**found, "$ref": "#/components/schemas/Thing"}).validate(example)
    assert fields["note"]["type"] == ["string", "null"]
    assert "born" not in thing["required"]
    assert fields["boxes"]["format"] == "int32"
    assert fields["code"]["pattern"] == "^[A-Z]+$"
    assert (fields["prices"]["additionalProperties"], fields["prices"]["maxProperties"]) == (
        {"$ref": "#/components/schemas/Money"}, 5,
    )  # fmt: skip
    assert fields["tags"]["uniqueItems"] is True
    assert fields["state"]["type"] == ["string", "null"]
    assert style == "house" or None in fields["state"]["enum"]
    assert fields["part"] == {"$ref": "#/components/schemas/ThingPart"}
    assert found["paths"]["/things"]["get"]["security"] == []
    assert found["paths"]["/things/{id}"]["get"]["security"] == [{"key": []}, {"oauth": ["things.read"]}]
    assert {"410", "418"} <= set(found["paths"]["/things/{id}"]["get"]["responses"])
    assert set(found["paths"]["/things"]["post"]["requestBody"]["content"]) == {"application/json", "text/csv"}
    needed = {each["name"] for each in found["paths"]["/things"]["get"]["parameters"] if each.get("required")}
    assert "colour" in needed


def test_the_bare_style_adds_nothing() -> None:
    of = system("bare")
    found = document(of, of.services["thing-service"], of.services["thing-service"].api.versions["v1"])
    listing = found["paths"]["/things"]["get"]
    assert [each["name"] for each in listing["parameters"]] == ["colour", "size"]
    assert set(listing["responses"]) == {"200"}
    assert listing["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "array"
    assert "Problem" not in found["components"]["schemas"]
    assert found["components"]["schemas"]["NewThing"]["properties"]["weight"] == {"type": "number"}
    assert "oneOf" in found["components"]["schemas"]["Thing"]["properties"]["either"]
    assert "anyOf" in found["components"]["schemas"]["Thing"]["properties"]["paid"]


def test_protobuf_compiles() -> None:
    files = protobuf(system("house")).files
    text = "".join(files.values())
    assert read(of_texts({name: each.encode() for name, each in files.items()})).problems == ()
    assert "map<string, Money> prices" in text
    assert "int32 boxes" in text
    assert "oneof how {" in text


def test_graphql_is_a_schema() -> None:
    text = graphql(system("house"))["thing-service.graphql"]
    assert list(schema_of_text(text).problems) == []
    assert "weight: Float!" in text
    assert "note: String\n" in text


def test_python_can_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "things_of_test.py").write_text(python(system("house"))["thing_service.py"])
    monkeypatch.syspath_prepend(tmp_path)
    module = import_module("things_of_test")
    assert module.ThingPart(size=3, colour="red").size == 3
    assert module.NewThing(weight=1.5, code="A").weight == 1.5
