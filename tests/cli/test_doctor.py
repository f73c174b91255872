"""`skerry doctor`: a sound machine, and each thing that can be missing."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
from pathlib import Path

import pytest

from skerry import __version__
from skerry.cli import main
from skerry.read.languages import BY_NAME
from skerry.workbench import doctor


def test_a_sound_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").write_bytes(b"x" * 1_500_000)
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path))
    assert main(["doctor", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = {check["name"]: check for check in document["checks"]}
    assert document["ok"] is True
    assert found["skerry"]["found"] == __version__
    assert found["numpy"]["found"] == importlib.metadata.version("numpy")
    assert found["tree-sitter-go"]["ok"]
    assert found["cache"]["found"] == f"1.5 MB at {tmp_path}"
    assert {"python", "git", "node", "terminal"} <= set(found)


def test_a_missing_dependency_is_a_finding_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "requires", lambda name: ["no-such-package>=3", "left-out; extra == 'x'"])
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "!!  no-such-package  missing (install it: python -m pip install 'no-such-package>=3')" in said
    assert "left-out" not in said
    assert said.endswith("Something is missing: see above.\n")


def test_a_dependency_that_does_not_load_is_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(name: str) -> None:
        raise ImportError(f"wrong platform: {name}")

    monkeypatch.setattr(doctor, "import_module", fails)
    monkeypatch.setattr(doctor, "requires", lambda name: ["sqlglot"])
    assert main(["doctor"]) == 1
    assert "but it does not load: wrong platform: sqlglot" in capsys.readouterr().out


def test_a_grammar_that_its_queries_do_not_fit_is_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = dataclasses.replace(BY_NAME["go"], query="(no_such_node) @x")
    monkeypatch.setattr(doctor, "BY_NAME", {"go": broken})
    assert main(["doctor"]) == 1
    assert "the grammar and the queries do not fit" in capsys.readouterr().out


def test_without_git_all_is_well_but_history(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["doctor"]) == 0
    assert "not found (without it the history of a code base is left out)" in capsys.readouterr().out


def test_a_program_that_does_not_run_is_said_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    git = next(check for check in doctor.examine() if check.name == "git")
    assert not git.ok
    assert git.found.startswith("does not run: ")
