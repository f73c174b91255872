"""`skerry graph`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main

SHOP = str(Path(__file__).parents[2] / "examples" / "shop")


@pytest.mark.parametrize(("form", "begins"), [("svg", "<?xml"), ("mermaid", "flowchart"), ("dot", "digraph")])
def test_every_form_is_printed(form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", SHOP, "--as", form]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_the_form_follows_the_name_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "map.mmd"
    assert main(["graph", SHOP, "--out", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("flowchart")
    assert capsys.readouterr().out == ""


def test_a_limit_folds_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", SHOP, "--as", "json", "--limit", "3"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len([node for node in document["nodes"] if not node["folded"]]) == 3
    assert document["hidden_nodes"] > 0


def test_no_model_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", str(tmp_path)]) == 2
    assert "'skerry init' writes a first model" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", SHOP, "--out", str(tmp_path)]) == 2
    assert "was not written" in capsys.readouterr().err
