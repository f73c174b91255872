"""Types of the model as JSON Schema: what they say, and that their examples are valid."""

from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.contracts.change import Direction
from skerry.contracts.write.types import Schemas
from skerry.model.load import load, load_texts
from skerry.model.terms.types import BASIC, Basic, Bounded, Choice, Many, Maybe, Named, Type, Union, parse

ROOT = Path(__file__).parents[3]

MODEL = """
arch: 1
system: s
contexts: { a: { kind: core }, b: { kind: core } }
services:
  a-service:
    context: a
    owns: [Thing, Shelf]
    data: { Thing.owner: { tag: pii } }
    api:
      v1:
        PUT /shelves/{id}: fill(Shelf) -> Shelf
        POST /things: make(MakeThing) -> 201 Thing
types:
  a:
    Thing: { id: uuid, owner: text, kind: small | big, state: ThingState, price: money, part: Thing?, box: b.Box }
    ThingState: { states: [new => old] }
    MakeThing: { kind: small | big, size: Box | Ball, tags: "(text 1..5)[] 2..3", weight: decimal > 0, share: int 0..100 }
    Shelf: { id: uuid, things: "Thing[]", label: text }
    Box: { width: int >= 1 }
    Ball: { radius: decimal, name: text >= 3 }
    Vague: Thing?
    Tree: { name: text, below: "Tree[]" }
    Endless: { next: Endless }
  b:
    Box: { colour: text }
"""


def schemas(received: tuple[str, ...], sent: tuple[str, ...], **options: object) -> Schemas:
    loaded = load_texts([("m.arch.yaml", MODEL)])
    assert loaded.problems == ()
    return Schemas(
        loaded.system,
        [Named(name, "a") for name in received],
        [Named(name, "a") for name in sent],
        home="a",
        **options,  # type: ignore[arg-type]
    )


def test_required_is_what_may_not_be_left_out():
    thing = schemas((), ("Thing",)).definitions()["Thing"]
    assert thing["required"] == ["id", "owner", "kind", "state", "price", "box"]
    assert thing["properties"]["part"] == {"$ref": "#/components/schemas/Thing"}


def test_enumerations_of_what_is_only_sent_may_grow():
    sent = schemas((), ("Thing",)).definitions()
    both = schemas(("MakeThing",), ("Thing",)).definitions()
    assert sent["Thing"]["properties"]["kind"]["x-extensible-enum"] == ["small", "big"]
    assert sent["ThingState"]["x-extensible-enum"] == ["new", "old"]
    assert both["MakeThing"]["properties"]["kind"]["enum"] == ["small", "big"]


def test_everything_has_a_bound():
    found = schemas(("MakeThing",), ("Ball",)).definitions()
    properties = found["MakeThing"]["properties"]
    assert (properties["tags"]["minItems"], properties["tags"]["maxItems"]) == (2, 3)
    assert (properties["tags"]["items"]["minLength"], properties["tags"]["items"]["maxLength"]) == (1, 5)
    assert (properties["share"]["minimum"], properties["share"]["maximum"]) == (0, 100)
    assert properties["weight"]["x-exclusiveMinimum"] == "0"
    assert found["Ball"]["properties"]["name"] == {"type": "string", "maxLength": 10000, "minLength": 3}


def test_what_the_owner_decides_on_is_not_taken():
    found = schemas(("Shelf",), ("Shelf",)).definitions()
    assert found["Shelf"]["properties"]["id"]["readOnly"] is True
    assert list(found["ShelfInput"]["properties"]) == ["things", "label"]
    assert found["ShelfInput"]["properties"]["things"]["items"] == {"$ref": "#/components/schemas/ThingInput"}
    assert not {"id", "state"} & found["ThingInput"]["properties"].keys()


def test_classes_of_data_are_marked():
    assert schemas((), ("Thing",)).definitions()["Thing"]["properties"]["owner"]["x-data-class"] == "pii"


def test_names_of_other_contexts_are_told_apart():
    assert {"Box", "BBox"} <= schemas(("MakeThing",), ("Thing",)).definitions().keys()


def test_alternatives_are_told_apart_by_their_kind():
    found = schemas(("MakeThing",), ())
    size = found.definitions()["MakeThing"]["properties"]["size"]
    document = {**size, "components": {"schemas": found.definitions()}}
    valid = jsonschema_rs.validator_for(document).is_valid
    assert valid({"kind": "Box", "width": 1})
    assert not valid({"kind": "Ball", "width": 1})
    assert not valid({"width": 1})


def test_examples_of_what_holds_itself_end():
    found = schemas((), ("Tree", "Endless"))
    check(found, [Named("Tree", "a")], Direction.OUT)
    assert found.example(Named("Endless", "a")) == {"next": {"next": {}}}


def test_a_field_called_kind_is_left_alone():
    found = Schemas(load_texts([("m.arch.yaml", MODEL)]).system, [Union((Named("Thing", "a"), Named("Ball", "a")))])
    tagged = found.definitions()["ThingTypeOption"]["allOf"][1]
    assert tagged["properties"]["type"]["const"] == "Thing"


def test_alternatives_of_one_name_say_where_they_are_from():
    of = Union((Named("Box", "a"), Named("Box", "b")))
    found = Schemas(load_texts([("m.arch.yaml", MODEL)]).system, [of], home="a")
    assert list(found.schema(of, Direction.IN)["discriminator"]["mapping"]) == ["a.Box", "b.Box"]
    check(found, [of], Direction.IN)


def test_records_may_be_closed_and_stand_elsewhere():
    found = schemas((), ("Ball",), base="#/$defs/", additional=False)
    assert found.definitions()["Ball"]["additionalProperties"] is False
    assert found.schema(Named("Ball", "a")) == {"$ref": "#/$defs/Ball"}


@pytest.mark.parametrize("example", ["shop", "clinic"])
@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT])
def test_examples_of_all_types_are_valid(example: str, direction: Direction):
    system = load(ROOT / "examples" / example).system
    every = [Named(name.name, name.context, name.version) for name in system.types]
    check(Schemas(system, every, every), every, direction)


@pytest.mark.parametrize(
    "text", ["text 1..3", "text >= 60", "int > 5", "int < 2", "decimal < 1", "bytes", "duration", "time", "url", "json", "money[] 2..4"]
)  # fmt: skip
def test_examples_keep_the_bounds(text: str):
    of = parse(text)
    found = Schemas(load_texts([("m.arch.yaml", MODEL)]).system, [of], [of])
    check(found, [of], Direction.IN)


def check(found: Schemas, types: list, direction: Direction) -> None:
    for of in types:
        document = {**found.schema(of, direction), "components": {"schemas": found.definitions()}}
        value = found.example(of, direction)
        validator = jsonschema_rs.validator_for(document, validate_formats=True)
        assert [error.message for error in validator.iter_errors(value)] == [], (of, value)


def _bounds(of: Type) -> st.SearchStrategy[Type]:
    low, more = st.integers(0, 40), st.integers(0, 40)
    both = st.builds(lambda a, b: Bounded(of, "..", str(a), str(a + b)), low, more)
    one = st.builds(lambda sign, a: Bounded(of, sign, str(a)), st.sampled_from([">=", ">"]), low)
    return both | one | st.builds(lambda a: Bounded(of, "<=", str(a)), low)


SIMPLE = st.sampled_from(
    [*map(Basic, BASIC), Choice(("a", "b")), Named("Thing", "a"), Named("Shelf", "a"), Named("Vague", "a")]
)
NUMBERS = st.sampled_from([Basic("int"), Basic("decimal"), Basic("text")]).flatmap(_bounds)
UNIONS = st.permutations([Named(*of) for of in (("Box", "a"), ("Box", "b"), ("Thing", "a"), ("ThingState", "a"))]).map(
    lambda of: Union(tuple(of[:2]))
)
TYPES = st.recursive(
    SIMPLE | NUMBERS | UNIONS,
    lambda inner: inner.map(Many) | inner.map(Maybe) | inner.map(Many).flatmap(_bounds),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(TYPES, st.sampled_from([Direction.IN, Direction.OUT]))
def test_the_example_of_any_type_is_valid(of: Type, direction: Direction):
    system = load_texts([("m.arch.yaml", MODEL)]).system
    check(Schemas(system, [of], [of], home="a"), [of], direction)
