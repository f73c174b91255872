"""The AsyncAPI documents and schemas of events that are written for the examples: as reviewed, valid, and their examples too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from skerry.contracts.change import Level
from skerry.contracts.consumers import judged
from skerry.contracts.diff.asyncapi import FORMAT
from skerry.contracts.diff.format import Options
from skerry.contracts.write import json_schema
from skerry.contracts.write.asyncapi import write
from skerry.formats.asyncapi import async_api
from skerry.formats.bundle import of_texts
from skerry.formats.text import read
from skerry.model import System
from skerry.model.load import load, load_texts

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "contracts"
EXAMPLES = ("shop", "clinic")
WRITERS = {"asyncapi": write, "json_schema": json_schema.write}

MODEL = """
arch: 1
system: s
contexts: { a: { kind: core, team: blue }, b: { kind: core } }
services:
  a-service:
    context: a
    owns: [Thing]
    data: { Thing.owner: { tag: pii, keep: 2d } }
    api:
      v1:
        POST /things: make(MakeThing) -> 201 Thing; emits ThingMade or ThingRefused
    events: { out: [Tick] }
  b-service:
    context: b
    events: { in: { ThingMade: note by thingId, Tick: tick } }
types:
  a:
    Thing: { id: uuid, owner: text, size: Box | Ball }
    MakeThing: { size: Box | Ball }
    Box: { width: int >= 1 }
    Ball: { radius: decimal, price: money }
    ThingMade: { thingId: uuid, owner: text, size: Box | Ball, part: ThingMade? }
    ThingRefused: { reason: text }
    Tick: { at: datetime }
policies:
  events: { bus: BUS, at-least-once: true, dead-letter: true, key: "{aggregate}Id" }
"""


def example(name: str) -> System:
    return load(ROOT / "examples" / name).system


def model(bus: str = "kafka", text: str = MODEL) -> System:
    loaded = load_texts([("m.arch.yaml", text.replace("BUS", bus))])
    assert loaded.problems == ()
    return loaded.system


def values(documents: dict[str, str]) -> dict[str, Any]:
    found = {}
    for name, text in documents.items():
        parsed, problems = read(name, text.encode())
        assert parsed is not None and not problems
        found[name] = parsed.value
    return found


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_documents_of_the_examples(name: str, format_: str) -> None:
    found = WRITERS[format_](example(name))
    folder = GOLDEN / format_ / name
    if os.environ.get("GOLDEN") == "write":
        for file, text in found.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text)
    kept = {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*.*")}
    assert found == kept


@pytest.mark.parametrize("system", [example("shop"), example("clinic"), model()], ids=[*EXAMPLES, "model"])
def test_examples_of_messages_are_valid(system: System) -> None:
    seen = 0
    for document in values(write(system)).values():
        for message in document["components"]["messages"].values():
            for part in ("payload", "headers"):
                schema = jsonschema_rs.validator_for(
                    {**message[part], "components": document["components"]}, validate_formats=True
                )
                for shown in message["examples"]:
                    assert [error.message for error in schema.iter_errors(shown[part])] == []
                    seen += 1
    assert seen


@pytest.mark.parametrize("system", [example("shop"), example("clinic"), model()], ids=[*EXAMPLES, "model"])
def test_schemas_of_events_are_schemas_and_their_examples_valid(system: System) -> None:
    for text in json_schema.write(system).values():
        schema = json.loads(text)
        jsonschema_rs.meta.validate(schema)
        for shown in schema["examples"]:
            jsonschema_rs.validator_for(schema, validate_formats=True).validate(shown)


def test_records_are_closed_alternatives_too() -> None:
    schema = json.loads(json_schema.write(model())["a/thing-made.v1.schema.json"])
    valid = jsonschema_rs.validator_for(schema)
    data = schema["examples"][0]
    assert valid.is_valid(data)
    assert not valid.is_valid({**data, "more": 1})
    assert not valid.is_valid({**data, "size": {**data["size"], "more": 1}})
    assert not valid.is_valid({**data, "size": {"radius": "1.5", "kind": "Box"}})


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_is_read_back_without_a_problem_or_a_change(name: str) -> None:
    for file, text in write(example(name)).items():
        side = of_texts({file: text.encode()})
        result = FORMAT.compare(side, side, Options())
        assert (result.changes, result.problems) == ((), ())
        api, _ = async_api(side)
        assert api is not None
        assert all(each.channel and each.messages for each in api.operations.values())


@pytest.mark.parametrize(
    ("bus", "server", "bindings"),
    [
        ("nats", "nats", {"nats"}),
        ("kafka", "kafka", {"kafka"}),
        ("rabbitmq", "amqp", {"amqp"}),
        ("redis", "redis", set()),
        ("memory", None, set()),
    ],
)
def test_each_bus_is_told_what_it_needs(bus: str, server: str | None, bindings: set[str]) -> None:
    documents = write(model(bus))
    assert set(documents) == {"a-service.asyncapi.yaml", "b-service.asyncapi.yaml"}
    document = values(documents)["b-service.asyncapi.yaml"]
    assert [each["protocol"] for each in document.get("servers", {}).values()] == ([server] if server else [])
    assert set(document["operations"]["onThingMade"].get("bindings", {})) == bindings


def test_who_sends_who_hears_what_is_sensitive_and_how_long_it_is_kept() -> None:
    document = values(write(model()))["a-service.asyncapi.yaml"]
    channel = document["channels"]["ThingMade"]
    assert channel["address"] == "s.a.thing-made.v1"
    assert (channel["x-owner"], channel["x-producers"], channel["x-consumers"]) == (
        "blue",
        ["a-service"],
        ["b-service"],
    )
    assert channel["x-delivery"]["key"] == "$message.payload#/data/thingId"
    assert channel["bindings"]["kafka"]["topicConfiguration"]["retention.ms"] == 2 * 86_400_000
    assert document["components"]["schemas"]["ThingMade"]["properties"]["owner"]["x-data-class"] == "pii"
    assert document["components"]["messages"]["ThingMade"]["x-data-classes"] == ["pii"]
    assert document["operations"]["publishThingMade"]["x-emitted-by"] == ["make"]


def test_a_service_hears_once_and_says_where_dead_letters_go() -> None:
    document = values(write(model()))["b-service.asyncapi.yaml"]
    heard = document["operations"]["onThingMade"]
    assert heard["action"] == "receive"
    assert heard["x-dead-letters"] == "s.a.dead.b-service"
    assert heard["x-reactions"] == [{"operation": "note", "by": "thingId"}]
    assert heard["bindings"]["kafka"]["groupId"]["enum"] == ["b-service"]


def test_a_field_that_leaves_the_model_breaks_those_who_hear_it() -> None:
    system = model()
    after = model(text=MODEL.replace("ThingMade: { thingId: uuid, owner: text,", "ThingMade: { thingId: uuid,"))
    name = "a-service.asyncapi.yaml"
    sides = [of_texts({name: write(each)[name].encode()}) for each in (system, after)]
    changes = judged(FORMAT.compare(*sides, Options()).changes, system)
    broken = [change for change in changes if change.level is Level.BREAKING]
    assert broken[0].subject.field == ("data", "owner")
    assert [(verdict.consumer, verdict.level) for verdict in broken[0].consumers] == [("b-service", Level.BREAKING)]


def test_a_new_optional_field_is_a_matter_of_rollout() -> None:
    after = MODEL.replace(
        "ThingMade: { thingId: uuid, owner: text,", "ThingMade: { thingId: uuid, owner: text, at: date?,"
    )
    name = "a-service.asyncapi.yaml"
    sides = [of_texts({name: write(each)[name].encode()}) for each in (model(), model(text=after))]
    assert {change.level for change in FORMAT.compare(*sides, Options()).changes} == {Level.DANGEROUS}


def fetched(folder: Path, *packages: str, command: str) -> None:
    """Gets packages; skips where npm or its registry is out of reach."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip(f"needs node and npm, to get {packages[0]}")
    (folder / "package.json").write_text("{}")
    done = subprocess.run(
        ["npm", command, "--silent", "--no-audit", "--no-fund", *packages],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"{packages[0]} cannot be installed here: {done.stderr.strip()[-200:]}")


def documents() -> dict[str, str]:
    systems = {
        **{name: example(name) for name in EXAMPLES},
        **{bus: model(bus) for bus in ("nats", "kafka", "rabbitmq")},
    }
    return {f"{name}/{file}": text for name, system in systems.items() for file, text in write(system).items()}


@pytest.mark.slow
def test_the_meta_schema_accepts_the_documents(tmp_path: Path) -> None:
    fetched(tmp_path, "@asyncapi/specs@6.11.1", command="pack")
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as archive:
        held = archive.extractfile("package/schemas/3.0.0-without-$id.json")
        assert held is not None
        meta = jsonschema_rs.validator_for(json.load(held))
    for name, value in values(documents()).items():
        assert [(name, str(error.instance_path), error.message) for error in meta.iter_errors(value)] == []
        wrong = {**value, "operations": {"o": {"action": "shout", "channel": {"$ref": "#/channels/x"}}}}
        assert not meta.is_valid(wrong)


@pytest.mark.slow
def test_the_parser_of_asyncapi_accepts_the_documents(tmp_path: Path) -> None:
    fetched(tmp_path, "@asyncapi/parser@3.6.3", command="install")
    texts = {**documents(), "wrong": "asyncapi: 3.0.0\ninfo: {}\n"}
    script = Path(__file__).with_name("validate.mjs")
    run = subprocess.run(
        ["node", str(script), str(tmp_path)], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    said = json.loads(run.stdout)
    assert said.pop("wrong")
    assert {name: errors for name, errors in said.items() if errors} == {}
