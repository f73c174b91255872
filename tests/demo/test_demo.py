"""The demo, as far as it goes without a network: what it says when there is none, and that it unpacks nothing but source."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEMO = runpy.run_path(str(ROOT / "demo/run.py"))


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "demo/run.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


def test_without_a_package_index_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "demo", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path / "empty"))
    assert result.returncode == 1
    assert "could not be fetched" in result.stdout
    assert "skerry decompose examples/bookshop" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_it_unpacks_the_source_of_the_package_and_nothing_else(tmp_path: Path) -> None:
    wheel = tmp_path / "shop.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("oscar/apps.py", "x = 1\n")
        archive.writestr("oscar/static/jquery.py", "x = 1\n")
        archive.writestr("django_oscar.dist-info/METADATA", "Name: x\n")
        archive.writestr("oscar/../../outside.py", "x = 2\n")
    DEMO["unpack"](wheel, tmp_path / "into" / "source")
    assert sorted(str(p.relative_to(tmp_path / "into")) for p in (tmp_path / "into").rglob("*.py")) == [
        "source/oscar/apps.py", "source/oscar/outside.py"
    ]  # fmt: skip


def test_a_step_that_fails_ends_the_demo(tmp_path: Path) -> None:
    assert DEMO["step"]("a check that finds no model", ["check", str(tmp_path)], None) is False


def test_what_is_fetched_is_pinned_by_its_hash() -> None:
    lines = [line for line in (ROOT / "demo/requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert all(re.fullmatch(r"[\w-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_a_readme_is_not_made_from_half_a_run() -> None:
    before = (ROOT / "README.md").read_text()
    assert runpy.run_path(str(ROOT / "demo/readme.py"))["main"]("── 2  With\n$ skerry decompose x\n\nx: split\n") == 1
    assert (ROOT / "README.md").read_text() == before
