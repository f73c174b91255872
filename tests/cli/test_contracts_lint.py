"""`skerry contracts lint`: exit codes, formats, bounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main

BROKEN = """openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      responses: {'200': {description: The order}}
"""
SOUND = BROKEN.replace(
    "    get:", "    parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n    get:"
)


@pytest.fixture
def api(tmp_path: Path) -> Path:
    path = tmp_path / "api.yaml"
    path.write_text(BROKEN)
    return path


def test_an_error_shows_its_line_and_fails(api: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "lint", str(api), "--only", "rest-path"]) == 1
    shown = capsys.readouterr().out
    assert "error[rest-path-parameter-undeclared]: GET /orders/{id} does not declare id" in shown
    assert f"{api}:5:5" in shown
    assert "1 error in 1 document" in shown


def test_what_is_no_error_fails_only_when_asked(api: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api.write_text(SOUND)
    assert main(["contracts", "lint", str(api)]) == 0
    assert main(["contracts", "lint", str(api), "--fail-on", "note"]) == 1
    capsys.readouterr()


def test_a_ruleset_file(api: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "lint.yaml"
    rules.write_text("rules: {rest-path-parameter-undeclared: note}")
    assert main(["contracts", "lint", str(api), "--rules", str(rules), "--only", "rest-path"]) == 0
    rules.write_text("rules: {no-such-rule: off}")
    assert main(["contracts", "lint", str(api), "--rules", str(rules)]) == 2
    capsys.readouterr()


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "markdown"])
def test_every_format_names_the_rule(form: str, api: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "lint", str(api), "--format", form, "--limit", "1"]) == 1
    shown = capsys.readouterr().out
    assert "rest-path-parameter-undeclared" in shown
    if form == "json":
        document = json.loads(shown)
        assert document["counts"]["error"] == 1
        assert document["bounds"]["hidden"] > 0


def test_what_is_not_there_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "lint", str(tmp_path / "no.yaml")]) == 2
    assert main(["contracts", "lint", str(tmp_path), "--only", "no-rule"]) == 2
    assert "there is no rule 'no-rule'" in capsys.readouterr().out


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "rest-path-slash"]) == 0
    assert "With and without it are two paths" in capsys.readouterr().out


@pytest.mark.parametrize("model", ["shop/shop.arch.yaml", "clinic"])
def test_a_model_is_held_to_what_it_would_be_written_as(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parents[2] / "examples" / model
    assert main(["contracts", "lint", str(path), "--fail-on", "warning"]) == 0
    assert "documents" in capsys.readouterr().out
