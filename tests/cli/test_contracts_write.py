"""`skerry contracts write`, as a person uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main

ROOT = Path(__file__).parents[2]
SHOP = str(ROOT / "examples" / "shop")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def texts() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path("contracts").rglob("*") if path.is_file()}


def test_it_writes_every_format_and_the_same_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "write", SHOP]) == 0
    assert "+ contracts/openapi/order-service.v2.yaml" in capsys.readouterr().out
    first = texts()
    assert {"openapi", "graphql", "protobuf"} <= {Path(path).parts[1] for path in first}
    assert main(["contracts", "write", SHOP]) == 0
    assert capsys.readouterr().out.count("unchanged") == 1
    assert texts() == first


def test_a_plan_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "write", SHOP, "--dry-run"]) == 0
    assert main(["contracts", "write", SHOP, "--check"]) == 1
    assert not Path("contracts").exists()
    assert main(["contracts", "write", SHOP]) == 0
    assert main(["contracts", "write", SHOP, "--check"]) == 0


def test_what_was_edited_by_hand_is_kept_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    main(["contracts", "write", SHOP])
    mine = Path("contracts/openapi/order-service.v2.yaml")
    mine.write_text(mine.read_text() + "# mine\n")
    Path("contracts/openapi/order-service.v1.yaml").unlink()
    capsys.readouterr()
    assert main(["contracts", "write", SHOP]) == 1
    assert "! contracts/openapi/order-service.v2.yaml  edited by hand: kept" in capsys.readouterr().out
    assert mine.read_text().endswith("# mine\n")
    assert Path("contracts/openapi/order-service.v1.yaml").exists()


def test_only_some_formats_leave_the_others_alone() -> None:
    main(["contracts", "write", SHOP])
    before = texts()
    assert main(["contracts", "write", SHOP, "--only", "openapi", "--openapi", "3.2"]) == 0
    assert Path("contracts/openapi/order-service.v2.yaml").read_text().startswith('openapi: "3.2.0"')
    after = texts()
    assert {path for path in before if before[path] != after[path]} <= {p for p in after if "/openapi/" in p}
    assert before.keys() == after.keys()


def test_numbers_stay_when_a_field_is_renamed_in_the_lock() -> None:
    model = Path("m.arch.yaml")
    text = Path(SHOP, "shop.arch.yaml").read_text()
    model.write_text(text)
    main(["contracts", "write", str(model)])
    lock = Path("contracts/protobuf/numbers.lock")
    line = next(line for line in lock.read_text().splitlines() if " ship_to " in line and "v2.Order " in line)
    lock.write_text(lock.read_text().replace(line, line.replace("ship_to", "deliver_to")))
    model.write_text(text.replace("total: money, shipTo: Address, status", "total: money, deliverTo: Address, status"))
    assert main(["contracts", "write", str(model), "--only", "protobuf"]) == 0
    assert line.replace("ship_to", "deliver_to") in lock.read_text()


def test_json_names_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "write", SHOP, "--only", "openapi", "--format", "json", "--limit", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "skerry-contracts-write-1"
    assert found["written"] is True
    assert [row["fate"] for row in found["files"]] == ["add", "add"]
    assert found["bounds"]["total"] == 7


def test_a_model_with_errors_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text("arch: 1\nsystem: a\nservices: { s: { context: nowhere } }\n")
    assert main(["contracts", "write", "a.arch.yaml"]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert not Path("contracts").exists()


def test_an_unknown_format_names_those_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "write", SHOP, "--only", "wsdl"]) == 2
    assert "openapi" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("contracts").write_text("a file")
    assert main(["contracts", "write", SHOP]) == 2
    assert "can't be written" in capsys.readouterr().err
