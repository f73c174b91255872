"""Whatever a model is called and holds, what is generated is Python that compiles, is clean and can be imported."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from tests.generate.models import models

from skerry.generate.generator import Asked, Tree
from skerry.generate.service.whole import services
from skerry.model import load_texts


@contextmanager
def importable(source: Path, package: str) -> Iterator[None]:
    """As if the package were installed, for the length of a block."""
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(source))
        for name in [each for each in sys.modules if each == package or each.startswith(f"{package}.")]:
            del sys.modules[name]


def written(folder: Path, trees: Iterable[Tree]) -> None:
    for tree in trees:
        for path, text in tree.files.items():
            (folder / tree.root / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / tree.root / path).write_text(text)


def complaints(folder: Path) -> str:
    """What ruff says (E501 is a matter of taste: long annotations are not broken)."""
    command = ["ruff", "check", "--no-cache", "--isolated", "--select", "E,F", "--ignore", "E501", str(folder)]
    ran = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout


@settings(max_examples=25, deadline=None)
@given(models())
def test_what_is_generated_is_python(model: dict[str, Any]):
    loaded = load_texts([("sample.arch.yaml", json.dumps(model))])
    assert loaded.sound, loaded.problems
    made = services(loaded.system, Asked())
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), made.trees)
        assert complaints(Path(folder)) == ""
        for tree in made.trees:
            packages = {path.split("/")[1] for path in tree.files if path.startswith("src/")}
            assert len(packages) == 1
            package = packages.pop()
            with importable(Path(folder) / tree.root / "src", package):
                assert importlib.import_module(f"{package}.entrypoints.main").service
