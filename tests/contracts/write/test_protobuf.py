"""The .proto files of the examples as reviewed trees, and what other tools say of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Category, Options
from skerry.contracts.diff.protobuf import FORMAT
from skerry.contracts.write.protobuf import EDITIONS, LOCK, write
from skerry.formats.bundle import Bundle, of_texts
from skerry.formats.protobuf import read
from skerry.formats.protobuf.values import File
from skerry.model.load import load, load_texts
from skerry.model.system import System

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "contracts" / "protobuf"
EXAMPLES = {"shop": ROOT / "examples" / "shop" / "shop.arch.yaml", "clinic": ROOT / "examples" / "clinic"}
BUF = shutil.which("buf", path=str(Path(sys.executable).parent)) or shutil.which("buf")


def system(types: str, api: str = "GET /things/{id}: get -> Thing") -> System:
    text = f"""arch: 1
system: s
contexts: {{ things: {{}} }}
services:
  thing-service:
    context: things
    owns: [Thing]
    api:
      expose: [grpc]
      auth: {{ public: [] }}
      v1:
        {api}
types:
  things:
    {types}
"""
    loaded = load_texts([("s.arch.yaml", text)])
    assert loaded.problems == ()
    return loaded.system


def bundle(files: dict[str, str]) -> Bundle:
    return of_texts({name: text.encode() for name, text in files.items()})


def compiled(of: System, edition: str = "") -> dict[str, File]:
    found = read(bundle(dict(write(of, edition=edition).files)))
    assert found.problems == ()
    return {name.rpartition("/")[2]: found.schema.file(name) for name in found.schema.files}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_tree_is_as_it_was_reviewed(name: str) -> None:
    """`GOLDEN=write` in the environment writes it anew."""
    folder = GOLDEN / name
    lock = (folder / LOCK).read_text() if (folder / LOCK).is_file() else ""
    written = write(load(EXAMPLES[name]).system, lock)
    assert written.problems == ()
    tree = {**written.files, LOCK: written.lock}
    if os.environ.get("GOLDEN") == "write":
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in tree.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    found = {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}
    assert tree == found


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_protoc_compiles_it_and_buf_has_nothing_to_say(name: str, edition: str, tmp_path: Path) -> None:
    files = write(load(EXAMPLES[name]).system, edition=edition).files
    assert read(bundle(dict(files))).problems == ()
    if BUF is None:
        pytest.skip("buf is not installed")
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for arguments in (["lint"], ["format", "--diff", "--exit-code"]):
        run = subprocess.run([BUF, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize("edition", ["2023", "2024"])
def test_an_edition_is_the_same_on_the_wire(edition: str) -> None:
    shop = load(EXAMPLES["shop"]).system
    before, after = (bundle(dict(write(shop, edition=each).files)) for each in ("", edition))
    found = FORMAT.compare(before, after, Options(category=Category.WIRE_JSON))
    assert [change for change in found.changes if change.level is Level.BREAKING] == []


def test_two_runs_write_the_same() -> None:
    shop = load(EXAMPLES["shop"]).system
    first = write(shop)
    assert write(shop, first.lock) == first


def test_a_field_that_goes_is_reserved_and_the_diff_finds_nothing_breaking() -> None:
    first = write(system("Thing: { id: uuid, name: text, kind: a | b }"))
    second = write(system("Thing: { id: uuid, kind: a | c, size: int }"), first.lock)
    types = second.files["s/thing/v1/thing_types.proto"]
    assert 'reserved 2;\n  reserved "name";' in types
    assert "int64 size = 4;" in types
    assert 'reserved 2;\n  reserved "THING_KIND_B";' in types
    found = FORMAT.compare(bundle(dict(first.files)), bundle(dict(second.files)), Options(category=Category.WIRE_JSON))
    assert {change.level for change in found.changes} == {Level.DANGEROUS, Level.SAFE}


def test_types_of_the_model() -> None:
    of = system(
        'Thing: { at: datetime, long: duration, any: json, raw: bytes, price: money?, note: text?, tags: "text[]", '
        'grid: "int[][]", pay: Card | Cash, next: Thing?, level: int 1..5, kind: Kind? }\n'
        "    Card: { number: text }\n    Cash: { given: money }\n    Kind: big | small"
    )
    for edition in EDITIONS:
        types = compiled(of, edition)["thing_types.proto"]
        thing = next(message for message in types.messages if message.name == "Thing")
        shown = {field.name: (field.type or field.kind, field.cardinality.value.split()[0]) for field in thing.fields}
        assert shown["at"] == ("google.protobuf.Timestamp", "optional")
        assert shown["tags"] == ("string", "repeated")
        assert shown["grid"] == ("s.thing.v1.ThingGridRow", "repeated")
        assert shown["pay"][0] == "s.thing.v1.ThingPay"
        assert shown["next"][0] == "s.thing.v1.Thing"
        explicit = {field.name for field in thing.fields if "explicit" in field.cardinality.value}
        assert explicit >= {"note", "kind", "price"}
        assert not explicit & {"level", "raw"}
        assert [enum.values[0].name for enum in types.enums] == ["KIND_UNSPECIFIED"]


def test_lists_are_paged_and_changes_masked() -> None:
    api = "GET /things?kind&page: list -> Thing[]\n        PATCH /things/{id}: change(Thing) -> Thing"
    service = compiled(system("Thing: { id: uuid, kind: text }", api))["thing_service.proto"]
    fields = {message.name: [field.name for field in message.fields] for message in service.messages}
    assert fields["ListRequest"] == ["kind", "page_size", "page_token"]
    assert fields["ListResponse"] == ["things", "next_page_token"]
    assert fields["ChangeRequest"] == ["id", "kind", "update_mask"]
    assert [method.idempotency for method in service.services[0].methods] == ["NO_SIDE_EFFECTS", "IDEMPOTENCY_UNKNOWN"]


def test_a_version_that_is_going_says_so() -> None:
    text = write(load(EXAMPLES["shop"]).system).files["shop/order/v1/order_service.proto"]
    assert "// Sunset: 2027-06-30." in text
    assert "option deprecated = true;" in text
