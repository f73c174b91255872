"""`skerry read`, as a person and as a program sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import skerry.render
from skerry.cli import main

STORY = Path(__file__).parents[1] / "conformance/stories/python"
SCHEMA = json.loads((Path(skerry.render.__path__[0]) / "schemas/read.schema.json").read_text())


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["read", *arguments, "--format", "json"]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    found: dict[str, Any] = json.loads(out.out)
    jsonschema_rs.validator_for(SCHEMA).validate(found)
    return found


def test_the_whole_document_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, str(STORY))
    assert found["schema"] == "skerry/read/1"
    assert found["bounds"] == {}
    assert {e["name"] for e in found["facts"]["entities"]} == {"Product", "Customer", "Order", "OrderItem"}
    assert {(e["method"], e["path"]) for e in found["endpoints"]}
    assert found["nodes"][0]["name"] == "python"
    assert "db" in {edge["kind"] for edge in found["edges"]}
    assert {u["path"] for u in found["facts"]["units"]} >= {"shop/ordering/models.py"}


def test_the_schema_refuses_what_is_not_in_it() -> None:
    assert not jsonschema_rs.is_valid(SCHEMA, {"schema": "skerry/read/1"})


def test_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    whole = document(capsys, str(STORY))
    page = document(capsys, str(STORY), "--limit", "2", "--offset", "1", "--fields", "name,kind")
    units = whole["facts"]["units"]
    assert page["facts"]["units"] == [{"name": u["name"], "kind": u["kind"]} for u in units[1:3]]
    assert page["bounds"]["units"] == {"total": len(units), "hidden": len(units) - 2, "next_offset": 3}


def test_a_field_that_no_row_has_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(STORY), "--format", "json", "--fields", "name,nmae"]) == 2
    assert capsys.readouterr() == ("", "skerry read: no row has a field called nmae.\n")


def test_scope(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, str(STORY), "--scope", "shop/catalog/*")
    assert [e["name"] for e in found["facts"]["entities"]] == ["Product"]
    assert {u["path"].rpartition("/")[0] for u in found["facts"]["units"]} == {"shop/catalog"}


def test_the_summary_names_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(STORY)]) == 0
    out = capsys.readouterr().out
    assert "kLOC: python" in out
    assert "Product" in out
    assert "history" in out
    assert len(out.splitlines()) < 25
    assert max(map(len, out.splitlines())) <= 100


def test_without_history(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, str(STORY), "--without", "history")["facts"]["history"]["commits"] == 0


def test_tests_are_read_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_a.py").write_text("class Probe: pass\n")
    (tmp_path / "a.py").write_text("class A: pass\n")
    assert len(document(capsys, str(tmp_path))["facts"]["units"]) == 2
    assert len(document(capsys, str(tmp_path), "--include", "tests")["facts"]["units"]) == 4


def test_what_was_left_out_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.py").write_bytes(b"\0" * 99)
    (tmp_path / "a.py").write_text("class A: pass\n")
    assert main(["read", str(tmp_path), "--without", "history"]) == 0
    out = capsys.readouterr().out
    assert "1 binary" in out
    assert "R006 A file is not text: b.py" in out
    assert document(capsys, str(tmp_path))["facts"]["skipped"] == [{"path": "b.py", "reason": "binary"}]


def test_a_path_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "nowhere"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert "R001" in out.err


def test_names_that_would_write_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("import requests\ndef f():\n    requests.get('http://x/\\x1b[2J\x1b[2J')\n")
    assert main(["read", str(tmp_path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_summary_of_services_says_who_calls_whom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n"
        "  cart: { image: shop/cart, environment: { STOCK_URL: 'http://stock:80', DB: 'postgres://db/cart' } }\n"
        "  stock: { image: shop/stock }\n"
        "  db: { image: postgres }\n"
    )
    assert main(["read", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "services      2: cart, stock" in out
    assert "calls         1: cart → stock" in out
    assert "stores        1: cart → db" in out


def test_a_manifest_that_is_broken_is_said_even_if_nothing_else_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  a: { image: x, environment: [A=b\n  c: { image: y }\n")
    assert main(["read", str(tmp_path)]) == 0
    assert "R005 A file could not be parsed in full: compose.yaml:3" in capsys.readouterr().out
    main(["check", "--on", str(tmp_path)])
    assert "not all could be read, and so not be judged: compose.yaml:3" in capsys.readouterr().err


def test_deployments_are_listed_and_one_of_them_can_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "compose.yaml").write_text("services:\n  cart: {image: shop/cart}\n  pay: {image: shop/pay}\n")
    (shop / "compose.dev.yaml").write_text("services:\n  cart: {ports: ['1:1']}\n  mock: {image: shop/mock}\n")
    whole = document(capsys, str(shop))
    assert [(each["name"], each["services"]) for each in whole["deployments"]] == [("compose", 2), ("compose-dev", 3)]
    assert "deployment" not in whole
    alone = document(capsys, str(shop), "--deployment", "compose")
    assert (alone["deployment"], {node["name"] for node in alone["nodes"]}) == ("compose", {"cart", "pay"})
    assert main(["read", str(shop)]) == 0
    assert "2: compose (2 services), compose-dev (3 services), as one" in capsys.readouterr().out
    assert main(["read", str(shop), "--deployment", "dev"]) == 0
    assert "compose-dev alone, of 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["read", "{}"],
        ["check", "--on", "{}"],
        ["recover", "{}", "--out", "-"],
        ["drift", "--from", "{}"],
        ["graph", "{}"],
    ],
)
def test_a_deployment_that_is_not_there_is_said_with_those_that_are(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  cart: {image: shop/cart}\n  pay: {image: shop/pay}\n")
    assert main([*(each.format(tmp_path) for each in command), "--deployment", "prod"]) == 2
    out = capsys.readouterr()
    assert "no deployment is called 'prod'; there is compose" in out.out + out.err
