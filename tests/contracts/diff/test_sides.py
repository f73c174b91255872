"""What is compared with what: a file with a folder, and folders whose contracts came and went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main

API = json.dumps({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}})


def sides(folder: Path, before: dict[str, str], after: dict[str, str]) -> tuple[Path, Path]:
    made = folder / "before", folder / "after"
    for side, files in zip(made, (before, after), strict=True):
        side.mkdir()
        for name, text in files.items():
            (side / name).write_text(text)
    return made


@pytest.mark.parametrize("turned", [False, True])
def test_a_file_and_a_folder_without_a_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], turned: bool
) -> None:
    one, other = sides(tmp_path, {"a.json": API}, {"README.md": "nothing", "b.json": "[1]"})
    pair = [str(one / "a.json"), str(other)]
    assert main(["contracts", "diff", *(reversed(pair) if turned else pair)]) == 2
    shown = capsys.readouterr().out
    assert "C002" in shown
    assert str(other) in shown
    assert "removed" not in shown
    assert "added" not in shown


def test_a_folder_that_lost_its_last_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = sides(tmp_path, {"a.json": API}, {})
    assert main(["contracts", "diff", str(one), str(other)]) == 1
    assert "a.json was removed" in capsys.readouterr().out
    assert main(["contracts", "diff", str(other), str(one)]) == 0
