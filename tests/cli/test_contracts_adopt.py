"""`skerry contracts adopt`, as a person uses it, and the way back to a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main

ROOT = Path(__file__).parents[2]
OURS = ROOT / "tests" / "golden" / "contracts" / "openapi" / "shop" / "order-service.v2.yaml"

THEIRS = """
openapi: 3.0.3
info: { title: Pets, version: 2.1.0 }
servers: [{ url: https://pets.example.com/v2 }]
paths:
  /pets/{pet-id}:
    get:
      operationId: getPet
      parameters: [{ name: pet-id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "schemas.yaml#/Pet" } } } } }
"""
PET = "Pet: { type: object, required: [name], properties: { name: { type: string }, weight: { type: number, multipleOf: 0.5 } } }\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_document_that_the_model_says_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "adopt", str(OURS), "--service", "order-service", "--out", "m.arch.yaml"]) == 0
    assert "breaks nobody" in capsys.readouterr().err
    assert main(["check", "m.arch.yaml"]) != 2  # it has no errors, whatever the rules say of it
    assert main(["contracts", "write", "m.arch.yaml", "--only", "openapi"]) == 0
    assert main(["contracts", "diff", str(OURS), "contracts/openapi/order-service.v2.yaml"]) == 0


def test_a_document_that_it_cannot_say_stays_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    Path("api").mkdir()
    Path("api/pets.yaml").write_text(THEIRS)
    Path("api/schemas.yaml").write_text(PET)
    assert main(["contracts", "adopt", "api/pets.yaml", "--out", "architecture/pets.arch.yaml"]) == 1
    said = capsys.readouterr()
    assert "the document stays the contract" in said.err
    assert "its step" in said.err
    text = Path("architecture/pets.arch.yaml").read_text()
    assert "contract: ../api/pets.yaml" in text
    assert "GET /pets/{petId}: getPet -> " in text
    assert "      v2:\n" in text
    assert main(["check"]) != 2  # it has no errors, whatever the rules say of it
    assert main(["contracts", "write", "--only", "openapi"]) == 0
    assert Path("contracts/openapi/pets/pets.yaml").read_text() == THEIRS
    assert main(["contracts", "diff", "api/pets.yaml", "contracts/openapi/pets/pets.yaml"]) == 0


def test_a_contract_that_is_gone_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    test_a_document_that_it_cannot_say_stays_the_contract(capsys)
    Path("api/pets.yaml").unlink()
    assert main(["contracts", "write", "--only", "openapi"]) == 0
    assert "C020" in capsys.readouterr().err


def test_a_model_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("m.arch.yaml").write_text("mine")
    assert main(["contracts", "adopt", str(OURS), "--out", "m.arch.yaml"]) == 2
    assert Path("m.arch.yaml").read_text() == "mine"


def test_json_lists_what_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    alone = THEIRS.replace("schemas.yaml#/Pet", "#/components/schemas/Pet")
    Path("pets.yaml").write_text(alone + f"components: {{ schemas: {{ {PET.strip()} }} }}\n")
    assert main(["contracts", "adopt", "pets.yaml", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["operations"], found["contract_kept"]) == (1, True)
    assert found["unsaid"][0]["what"] == "its step"
    assert found["would_break"]


def test_graphql_documents_become_models(capsys: pytest.CaptureFixture[str]) -> None:
    Path("s.graphql").write_text("type Query { pet(id: ID!): Pet }\ntype Pet { id: ID! name: String! }\n")
    main(["contracts", "adopt", "s.graphql"])
    assert "GET /pets/{id}: get -> Pet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", None), ("a.yaml", "nothing: of ours"), ("a.yaml", "openapi: 9.9\n"), ("a.json", '{"openapi": "3.1.0"'),
        ("a.yaml", "openapi: 3.1.0\npaths: [")],
)  # fmt: skip
def test_what_cannot_be_read_is_said(name: str, text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    if text is not None:
        Path(name).write_text(text)
    assert main(["contracts", "adopt", name]) == 2
    assert "error[F" in capsys.readouterr().err


@pytest.mark.parametrize(
    "schema",
    [
        "{ $ref: '#/components/schemas/Node' }", "{ $ref: '#/components/schemas/Gone' }", "{ allOf: 3 }", "{ type: [string, integer] }",
        "{ oneOf: [{ type: string }, { type: 'null' }] }", "{ type: array }", "{ enum: [1, two] }", "true", "{ properties: { 1a: {} } }",
    ],
)  # fmt: skip
def test_odd_schemas_still_give_a_model(schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    node = "{ type: object, properties: { next: { $ref: '#/components/schemas/Node' } } }"
    Path("a.yaml").write_text(
        "openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\npaths: { /a: { get: { responses: { '200': "
        f"{{ description: x, content: {{ application/json: {{ schema: {schema} }} }} }} }} }} }} }}\n"
        f"components: {{ schemas: {{ Node: {node} }} }}\n"
    )
    assert main(["contracts", "adopt", "a.yaml", "--out", "m.arch.yaml"]) in (0, 1)
    assert main(["check", "m.arch.yaml"]) != 2  # it has no errors, whatever the rules say of it


PROTO = """syntax = "proto3";
package pets.v1;
import "common/kind.proto";
service Pets { rpc Get(GetRequest) returns (Pet); }
message GetRequest { string id = 3; }
message Pet { common.Kind kind = 2; }
"""
KIND = 'syntax = "proto3"; package common; enum Kind { KIND_UNKNOWN = 0; CAT = 1; }'


def protos(more: str = "") -> None:
    for name, text in (("protos/pets/v1/pets.proto", PROTO + more), ("protos/common/kind.proto", KIND)):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def test_protos_become_a_model_and_their_numbers_a_lock(capsys: pytest.CaptureFixture[str]) -> None:
    protos()
    assert main(["contracts", "adopt", "protos/pets/v1/pets.proto", "--out", "architecture/pets.arch.yaml"]) == 0
    assert "pets.v1.GetRequest id 3\n" in Path("contracts/protobuf/numbers.lock").read_text()
    assert main(["check"]) != 2  # it has no errors, whatever the rules say of it
    assert main(["contracts", "write", "--only", "protobuf"]) == 0
    assert main(["contracts", "diff", "protos", "contracts/protobuf"]) == 0


def test_numbers_that_are_kept_already_stay(capsys: pytest.CaptureFixture[str]) -> None:
    protos()
    Path("c/protobuf").mkdir(parents=True)
    Path("c/protobuf/numbers.lock").write_text("pets.v1.GetRequest id 8\nother.M a 1\n")
    main(["contracts", "adopt", "protos/pets/v1/pets.proto", "--out", "m.arch.yaml", "--contracts", "c"])
    kept = Path("c/protobuf/numbers.lock").read_text()
    assert "pets.v1.GetRequest id 8\n" in kept
    assert "other.M a 1\n" in kept
    assert "pets.v1.Pet kind 2\n" in kept


def test_protos_that_stay_the_contract_are_handed_on_with_what_they_import(capsys: pytest.CaptureFixture[str]) -> None:
    protos("message Odd { map<int32, string> names = 1; }\n")
    assert main(["contracts", "adopt", "protos/pets/v1/pets.proto", "--out", "architecture/pets.arch.yaml"]) == 1
    assert "a map whose keys are int32" in capsys.readouterr().err
    assert not Path("contracts").exists()
    assert main(["contracts", "write", "--only", "protobuf"]) == 0
    assert Path("contracts/protobuf/pets/common/kind.proto").read_text() == KIND
    assert Path("contracts/protobuf/pets/pets/v1/pets.proto").exists()
    assert main(["contracts", "diff", "protos", "contracts/protobuf/pets"]) == 0
