"""The subgraphs that are written for the examples: byte for byte as reviewed, and they compose."""

import os
from pathlib import Path

import pytest
from graphql import build_schema, validate_schema

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql import FORMAT
from skerry.contracts.write.graphql import subgraphs, write
from skerry.formats.bundle import of_texts
from skerry.formats.graphql.read import schema_of_text
from skerry.model.load import load, load_texts

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "contracts" / "graphql"


def documents(example: str) -> dict[str, str]:
    """Of the clinic, which exposes no GraphQL, those that it would have."""
    system = load(ROOT / "examples" / example).system
    return write(system, system.services if example == "clinic" else ())


@pytest.mark.parametrize("example", ["shop", "clinic"])
def test_the_documents_of_the_examples(example: str):
    found = documents(example)
    folder = GOLDEN / example
    if os.environ.get("GOLDEN") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.items():
            (folder / name).write_text(text)
    assert found == {file.name: file.read_text() for file in sorted(folder.iterdir())}


@pytest.mark.parametrize("example", ["shop", "clinic"])
def test_they_compose_to_a_schema_that_graphql_core_accepts(example: str):
    composed = subgraphs(documents(example))
    assert composed.problems == ()
    assert validate_schema(build_schema(composed.sdl)) == []


@pytest.mark.parametrize("example", ["shop", "clinic"])
def test_nothing_changes_between_equal_models(example: str):
    side = of_texts({name: text.encode() for name, text in documents(example).items()})
    result = FORMAT.compare(side, side, Options())
    assert (result.changes, result.problems) == ((), ())


MODEL = """
arch: 1
system: s
contexts: { a: { kind: core }, b: { kind: core } }
services:
  a-service:
    context: a
    owns: [Thing]
    api:
      expose: [graphql]
      v1:
        GET /things/{id}: get -> Thing
        GET /things?kind&since: list -> Thing[]
        GET /status: status -> text
        POST /things: make(MakeThing) -> 201 Thing
        PUT /things: renew -> Thing[]
        DELETE /things/{id}: remove -> 204
  b-service:
    context: b
    owns: [Shelf]
    api:
      expose: [graphql]
      v1:
        GET /shelves/{id}: get -> Shelf
        GET /status: status -> text
types:
  a:
    Thing: { id: uuid, kind: small | big, size: Box | Ball, made: date, shelfId: uuid?, part: Thing? }
    Box: { width: int >= 1 }
    Ball: { radius: decimal }
    MakeThing: { kind: small | big, size: Box | Ball, price: money? }
  b:
    Shelf: { id: uuid, box: Box, thingIds: "uuid[]", first: a.Thing? }
    Box: { colour: text }
"""


def of_model(name: str):
    loaded = load_texts([("m.arch.yaml", MODEL)])
    assert loaded.problems == ()
    found = write(loaded.system)
    assert subgraphs(found).problems == ()
    return schema_of_text(found[name])


def test_alternatives_are_unions_that_are_sent_and_one_of_inputs():
    schema = of_model("a-service.graphql")
    size, taken = schema.type("ThingSize"), schema.type("MakeThingSizeInput")
    assert size is not None
    assert taken is not None
    assert size.members == ("ABox", "Ball")
    assert [use.name for use in taken.directives] == ["oneOf"]
    assert {name: str(each.type) for name, each in taken.inputs.items()} == {"box": "ABoxInput", "ball": "BallInput"}


def test_names_that_several_contexts_have_are_told_apart():
    query = of_model("b-service.graphql").type("Query")
    assert query is not None
    assert list(query.fields) == ["shelf", "bStatus"]
    assert of_model("b-service.graphql").type("BBox") is not None


def test_lists_are_connections_and_commands_have_payloads():
    schema = of_model("a-service.graphql")
    query, mutation = schema.type("Query"), schema.type("Mutation")
    assert query is not None
    assert mutation is not None
    assert {name: str(each.type) for name, each in query.fields["things"].arguments.items()} == {
        "first": "Int", "after": "String", "last": "Int", "before": "String", "kind": "ThingKind", "since": "Date",
    }  # fmt: skip
    assert {name: str(each.type) for name, each in mutation.fields.items()} == {
        "makeThing": "MakeThingPayload!", "renewThing": "RenewThingPayload!", "removeThing": "RemoveThingPayload!",
    }  # fmt: skip
    payload = schema.type("RemoveThingPayload")
    assert payload is not None
    assert list(payload.fields) == ["userErrors"]


def test_entities_of_other_services_are_stubs_with_their_key():
    thing = of_model("b-service.graphql").type("Thing")
    assert thing is not None
    assert list(thing.fields) == ["id"]
    assert [dict(use.arguments) for use in thing.directives] == [{"fields": "id", "resolvable": False}]


def test_a_field_that_leaves_the_model_breaks_the_document():
    before = load_texts([("m.arch.yaml", MODEL)]).system
    after = load_texts([("m.arch.yaml", MODEL.replace("made: date, ", ""))]).system
    sides = [of_texts({name: text.encode() for name, text in write(each).items()}) for each in (before, after)]
    broken = [change.path for change in FORMAT.compare(*sides, Options()).changes if change.level is Level.BREAKING]
    assert "Thing.made" in broken
