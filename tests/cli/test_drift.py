"""`skerry drift` and `skerry graph --on`, as a person uses them on a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from skerry.cli import main

COMPOSE = """\
services:
  cart:
    build: ./cart
    environment: { STOCK_URL: "http://stock:8080" }
  stock:
    build: ./stock
    image: shop/stock:1.0
"""
MODEL = """\
arch: 1
system: shop
contexts: { sales: {}, store: {} }
services:
  cart: { context: sales, runs: { image: cart }, calls: { stock: {} } }
  stock: { context: store, runs: { image: "shop/stock:1.0" } }
"""


def git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *who, *arguments), check=True, capture_output=True)


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cart", "stock"):
        Path(name).mkdir()
        Path(name, "Dockerfile").write_text('FROM python:3.13\nCMD ["python", "main.py"]\n')
        Path(name, "main.py").write_text('import os\n\nURL = os.environ.get("STOCK_URL")\n')
    Path("compose.yaml").write_text(COMPOSE)
    Path("architecture").mkdir()
    Path("architecture/shop.arch.yaml").write_text(MODEL)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "the shop")


def drifted(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = main(["drift", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def change(old: str, new: str, path: str = "compose.yaml") -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def test_a_model_and_its_code_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift"]) == 0
    assert capsys.readouterr().out == "no drift between model and code\n"


def test_a_difference_has_both_places_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    change("shop/stock:1.0", "shop/stock:1.1")
    code, found = drifted(capsys)
    assert (code, found["schema"], found["drifted"], found["counts"]) == (
        1,
        "skerry/drift/1",
        True,
        {"version-changed": 1},
    )
    (row,) = found["differences"]
    assert (row["wanted"], row["found"], row["planes"]) == ("1.0", "1.1", ["code"])
    assert {(each["path"], each["line"]) for each in row["declared"]} == {("architecture/shop.arch.yaml", 6)}
    assert ("compose.yaml", 5) in {(each["path"], each["line"]) for each in row["seen"]}


def test_every_format_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    change("shop/stock:1.0", "shop/stock:1.1")
    said = {}
    for form in ("text", "sarif", "junit", "github", "markdown"):
        assert main(["drift", "--format", form]) == 1
        said[form] = capsys.readouterr().out
    assert "~ version of stock is 1.1, not 1.0" in said["text"]
    (result,) = json.loads(said["sarif"])["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("W010", "warning")
    assert ElementTree.fromstring(said["junit"]).find(".//failure") is not None
    assert said["github"].startswith("::warning file=")
    assert "| W010 |" in said["markdown"]


def test_a_rename_in_the_code_is_one_difference_between_revisions(capsys: pytest.CaptureFixture[str]) -> None:
    change("  stock:\n", "  warehouse:\n")
    change("http://stock:", "http://warehouse:")
    git("commit", "-qam", "renamed")
    for arguments in (("--between", "HEAD~1", "HEAD"), ("--from", "HEAD~1")):
        code, found = drifted(capsys, *arguments)
        assert code == 1
        assert [(row["kind"], row["wanted"], row["found"]) for row in found["differences"]] == [
            ("renamed", "stock", "warehouse")
        ]
    (row,) = found["differences"]
    assert row["declared"][0]["path"] == "HEAD~1:compose.yaml"


def test_traces_are_held_against_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"traceId": "t", "spanId": "1", "service": "stock", "kind": "client"},
        {"traceId": "t", "spanId": "2", "parentSpanId": "1", "service": "cart", "kind": "server"},
    ]
    Path("spans.json").write_text(json.dumps(rows))
    code, found = drifted(capsys, "--traces", "spans.json")
    assert (code, [row["message"] for row in found["differences"]]) == (1, ["stock calls cart, which is not declared"])
    assert found["found"] == ["traces"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--on", "nowhere"), "nowhere"),
        (("--traces", "nowhere.json"), "nowhere.json"),
        (("--traces", "compose.yaml"), "no spans"),
        (("--from", "no-such-revision"), "no-such-revision"),
        (("--env", "moon"), "no environment 'moon'"),
        (("nothing.arch.yaml",), "nothing.arch.yaml"),
    ],
)
def test_what_cannot_be_read_is_told_and_ends_with_2(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drift", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.out + told.err and "Traceback" not in told.out + told.err


def test_the_graph_shows_a_model_and_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    change("calls: { stock: {} }", "calls: {}", "architecture/shop.arch.yaml")
    assert main(["graph", "--on", ".", "--as", "json"]) == 0
    (edge,) = json.loads(capsys.readouterr().out)["edges"]
    assert (edge["source"], edge["target"], edge["seen"]) == ("cart", "stock", "observed")


def test_the_graph_of_a_folder_of_services_are_its_services(capsys: pytest.CaptureFixture[str]) -> None:
    Path("architecture/shop.arch.yaml").unlink()
    Path("architecture").rmdir()
    assert main(["graph", ".", "--as", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {node["id"] for node in shown["nodes"]} == {"cart", "stock"}
