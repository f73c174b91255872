"""What is generated for the shop, written down as a person would have it, and Prometheus' tools where they can be had."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from skerry.generate.generator import Asked
from skerry.generate.telemetry import GENERATOR
from skerry.model import load
from skerry.model.system import System

ROOT = Path(__file__).parents[3]
Tool = Callable[..., "subprocess.CompletedProcess[str]"]


def written(system: System, folder: Path) -> Path:
    """The whole tree of a system in a folder."""
    (tree,) = GENERATOR.generate(system, Asked()).trees
    for name, text in tree.files.items():
        path = folder / tree.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / tree.root


@pytest.fixture(scope="session")
def shop() -> System:
    return load(ROOT / "examples/shop").system


@pytest.fixture(scope="session")
def tree(shop: System, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(shop, tmp_path_factory.mktemp("telemetry"))


def _tool(name: str) -> Tool:
    beside = ROOT / ".make/prometheus/usr/bin" / name
    path = str(beside) if beside.exists() else shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not here: `make prometheus` (Debian, Ubuntu), or install Prometheus and Alertmanager")

    def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [path, *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)

    return run


@pytest.fixture(scope="session")
def promtool() -> Tool:
    return _tool("promtool")


@pytest.fixture(scope="session")
def amtool() -> Tool:
    return _tool("amtool")
