"""The modules of typed models: byte for byte as reviewed, checked by mypy and ruff, and they take what the contracts say."""

import os
import subprocess
import sys
import types as python
from pathlib import Path
from typing import Any

import pytest

from skerry.contracts.change import Direction
from skerry.contracts.write.python import write
from skerry.contracts.write.types import Schemas
from skerry.model.load import load, load_texts
from skerry.model.terms.types import Named

pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / "tests" / "golden" / "contracts" / "python"

MODEL = """
arch: 1
system: s
contexts: { a: { kind: core } }
services:
  a-service:
    context: a
    owns: [Thing, Record]
    api:
      v1:
        PUT /shelves/{id}: fill(Shelf) -> Shelf
        POST /things: make(MakeThing) -> 201 Thing
types:
  a:
    Thing: { id: uuid, part: Thing?, from: date?, schema: text, price: money, site: url, any: json, data: bytes, share: decimal 0..0.5 }
    MakeThing: { kind: in-transit | secondHand, size: Box | Ball, tags: "(text 1..5)[] 2..3", weight: decimal > 0, at: datetime,
                 mail: email }
    Shelf: { id: uuid, things: "Thing[]", label: Label, size: Sizes, vague: Vague }
    Label: text 1..20
    Sizes: in-transit | secondHand
    Box: { width: int >= 1 }
    Ball: { radius: decimal }
    Record: { id: uuid }
    Vague: json
    Field: { name: text }
    Money: { much: Field, wait: duration, when: time }
    Purse: { money: Money }
    Purses: { all: "Purse[]" }
"""


def models(name: str) -> dict[str, str]:
    return write(load(ROOT / "examples" / name).system)


def loaded(text: str) -> Any:
    found = python.ModuleType("written")
    sys.modules["written"] = found
    exec(compile(text, "written.py", "exec"), found.__dict__)
    return found


def small() -> Any:
    return loaded(write(system())["a_service.py"])


def system() -> Any:
    text = MODEL.replace("owns: [Thing, Record]", "owns: [Thing, Record, Shelf, Purses]")
    found = load_texts([("m.arch.yaml", text)])
    assert found.problems == ()
    return found.system


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_the_modules_of_the_examples(name: str):
    found, folder = models(name), GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in found.items():
            (folder / f"{file}.txt").write_text(text)
    assert {f"{file}.txt": text for file, text in found.items()} == {
        each.name: each.read_text() for each in folder.iterdir()
    }


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    every = {**models("shop"), **{f"c_{name}": text for name, text in models("clinic").items()}, **write(system())}
    for name, text in every.items():
        (tmp_path / name).write_text(text)
    return [str(path) for path in sorted(tmp_path.glob("*.py"))]


def test_mypy_strict(files: list[str], tmp_path: Path):
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file=",
        "--strict",
        "--cache-dir",
        str(tmp_path / "cache"),
        *files,
    ]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


def test_ruff(files: list[str], tmp_path: Path):
    options = ["--isolated", "--line-length", "120"]
    lint = ["check", *options, "--select", "E,F,I,UP,B,D1", *files]
    for arguments in (lint, ["format", *options, "--check", *files]):
        said = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_they_take_the_examples_of_the_contracts_and_give_them_back(name: str):
    found = load(ROOT / "examples" / name).system
    every = [Named(each.name, each.context, each.version) for each in found.types]
    schemas = Schemas(found, every, every)
    inputs = {each.input for service in found.services.values() for each in service.operations.values()}
    taken = 0
    for service, text in write(found).items():
        module = loaded(text)
        for of in every:
            context = found.services[service.removesuffix(".py").replace("_", "-")].context
            model = getattr(module, of.name, None)
            if of.context != context or of.version or not hasattr(model, "model_validate"):
                continue
            value = schemas.example(of, Direction.IN if of in inputs else Direction.OUT)
            given = model.model_validate(value)
            assert given.model_dump(mode="json", exclude_none=True) == value
            taken += 1
    assert taken > 20


def test_bounds_are_kept():
    module = small()
    good = {
        "kind": "secondHand", "size": {"kind": "Ball", "radius": "1.5"}, "tags": ["a", "b"], "weight": "0.1",
        "at": "2026-01-01T00:00:00Z", "mail": "a@b",
    }  # fmt: skip
    assert type(module.MakeThing.model_validate(good).size).__name__ == "BallOption"
    for wrong in (
        {"kind": "third"}, {"size": {"radius": 1}}, {"tags": ["a"]}, {"tags": ["", "b"]}, {"weight": 0},
        {"at": "2026-01-01T00:00:00"}, {"mail": "a"},
    ):  # fmt: skip
        with pytest.raises(pydantic.ValidationError):
            module.MakeThing.model_validate({**good, **wrong})


def test_what_the_owner_decides_on_is_not_taken():
    module = small()
    assert "id" not in module.ShelfInput.model_fields
    assert "id" in module.Shelf.model_fields


def test_words_of_python_are_spelled_otherwise():
    fields = small().Thing.model_fields
    assert {"from_", "schema_"} <= fields.keys()
    assert (fields["from_"].serialization_alias, fields["schema_"].validation_alias) == ("from", "schema")


def test_names_of_the_module_itself_are_left_to_it():
    module = small()
    assert {"AField", "AMoney", "Money"} <= vars(module).keys()
