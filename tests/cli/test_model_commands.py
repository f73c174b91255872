"""init, check, show, fmt and schema, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("example", ["blank", "shop", "clinic"])
def test_a_new_model_is_sound_and_formatted(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--from", example]) == 0
    assert main(["check"]) == 0
    assert main(["fmt", "--check"]) == 0
    assert "nothing is wrong" in capsys.readouterr().out
    assert json.loads(Path("architecture/.skerry/schema.json").read_text())["properties"]["services"]


def test_init_never_writes_over_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    Path("architecture").mkdir()
    mine = Path("architecture/mine.arch.yaml")
    mine.write_text("arch: 1\n")
    assert main(["init", "--from", "shop"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in Path("architecture").iterdir()] == ["mine.arch.yaml"]
    assert mine.read_text() == "arch: 1\n"


def test_check_reports_findings_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text("arch: 1\nsystem: a\nservices: { s: { context: nowhere } }\n")
    assert main(["check", "a.arch.yaml", "--format", "json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [(finding["rule"], finding["place"]["line"]) for finding in found["findings"]] == [("M020", 3)]
    assert set(found) >= {"findings", "suppressed", "verdicts"}


def test_check_says_where_there_is_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert main(["check", "nothing.arch.yaml"]) == 2
    assert capsys.readouterr().out.count("M007") >= 2


def test_show_says_where_each_value_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "shop", "shop"])
    capsys.readouterr()
    assert main(["show", "order-service -> catalog-service.get", "shop", "--format", "json"]) == 0
    values = {value["key"]: value for value in json.loads(capsys.readouterr().out)["values"]}
    lines = Path("shop/shop.arch.yaml").read_text().split("\n")

    def line(value: dict[str, str]) -> str:
        return lines[int(value["place"].split(":")[1]) - 1]

    assert (values["calls.timeout"]["value"], values["calls.retries"]["value"]) == ("200ms", "2")
    assert "catalog-service" in line(values["calls.timeout"])
    assert "calls: { timeout: 500ms" in line(values["calls.retries"])


@pytest.mark.parametrize("name", ["order-service", "orders", "order-service.place", "payment-service -> stripe"])
def test_show_knows_every_kind_of_part(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "shop", "shop"])
    assert main(["show", name, "shop"]) == 0
    assert name in capsys.readouterr().out


def test_show_suggests_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "shop", "shop"])
    assert main(["show", "oder-service", "shop"]) == 2
    assert "'order-service'" in capsys.readouterr().err


def test_fmt_writes_only_what_changes(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text("arch: 1\nsystem: a\ncontexts: {x: {}}\n")
    Path("b.arch.yaml").write_text("types: {}\n")
    assert main(["fmt", "--check"]) == 1
    assert Path("a.arch.yaml").read_text().endswith("{x: {}}\n")
    assert main(["fmt"]) == 0
    assert capsys.readouterr().out.split() == ["a.arch.yaml", "a.arch.yaml"]
    assert Path("a.arch.yaml").read_text().endswith("{ x: {} }\n")
    assert main(["fmt", "--check"]) == 0


def test_schema_knows_the_model_and_the_base_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "clinic", "clinic"])
    capsys.readouterr()
    assert main(["schema", "clinic"]) == 0
    own = capsys.readouterr().out
    assert main(["schema", "--base"]) == 0
    assert "consent-service" in own
    assert "consent-service" not in capsys.readouterr().out


def test_a_folder_that_can_not_be_written_is_checked_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "blank", "m"])
    Path("m/.skerry/schema.json").unlink()
    Path("m/.skerry").rmdir()
    Path("m/.skerry").write_text("in the way")
    assert main(["check", "m"]) == 0
    assert "was not written" in capsys.readouterr().err
