"""A small monolith to run commands on, with a cache of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from skerry.cli import main

ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """What a command line ended with and printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all tests of commands share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(tmp_path: Path, warm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `skerry` in a folder that holds the monolith as `shop`."""
    shutil.copytree(ROOT / "examples/bookshop", tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKERRY_CACHE", str(warm))

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        return Ran(code, *capsys.readouterr())

    return ran
