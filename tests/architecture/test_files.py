"""What holds for every file of ours: its length, its place, and who may import what the import linter cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 450

# Modules of the standard library that have one door each; import-linter sees only what is not part of Python.
DOORS = {
    "argparse": ("skerry/cli/", "skerry_runtime/identity/__main__.py"),
    "subprocess": (
        "skerry/formats/protobuf/",
        "skerry/formats/revision.py",
        "skerry/generate/pipelines/scripts/",  # programs that a pipeline runs, where Skerry is not
        "skerry/read/history",
        "skerry/run/guard.py",
        "skerry/run/parts/database.py",
        "skerry/workbench/cluster.py",
        "skerry/workbench/doctor.py",
        "skerry/workbench/kubectl.py",
    ),
    "socket": (
        "skerry/contracts/verify/client.py",
        "skerry/run/control.py",
        "skerry/run/process.py",
        "skerry_runtime/identity/door.py",
        "skerry_runtime/identity/passage.py",
        "skerry_runtime/service/listening.py",
    ),
    "pickle": (),
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def trespasses(files: dict[str, str]) -> list[str]:
    return [
        f"{path} imports {name}"
        for path, text in files.items()
        for name in imported(ast.parse(text))
        if name in DOORS and not path.startswith(DOORS[name])
    ]


def surprises(text: str) -> list[str]:
    """What an `__init__.py` holds beside its docstring, imports (also for type checkers alone), constants and functions."""
    return [ast.unparse(node) for node in ast.parse(text).body[1:] if not _expected(node)]


def _expected(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return all(isinstance(each, ast.Import | ast.ImportFrom) for each in node.body) and not node.orelse
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return bool(targets) and all(isinstance(t, ast.Name) and (t.id.isupper() or t.id.startswith("__")) for t in targets)


def test_only_the_doors_import_what_has_one() -> None:
    assert not trespasses({str(path.relative_to(SOURCE)): path.read_text() for path in MODULES})


@pytest.mark.parametrize("line", ["import argparse", "from subprocess import run", "def f():\n    import pickle"])
def test_a_trespass_is_seen(line: str) -> None:
    assert trespasses({"skerry/kernel/span.py": line})


def clocks(text: str) -> list[str]:
    """Where a file of the runtime asks for the time on the wall past `skerry_runtime.clock`, which chaos can make wrong."""
    asked = ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today")
    tree = ast.parse(text)
    found = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "time"]
    return [each for each in found if each in asked] + [
        "from time import time" for node in taken if any(each.name in ("time", "time_ns") for each in node.names)
    ]


def test_the_runtime_has_one_clock_on_the_wall() -> None:
    allowed = {"clock.py", "service/standard.py"}  # the clock itself, and metrics, which are dated as spans are
    runtime = {
        str(path.relative_to(SOURCE / "skerry_runtime")): path for path in MODULES if "skerry_runtime" in path.parts
    }
    assert {name for name, path in runtime.items() if clocks(path.read_text())} == allowed


@pytest.mark.parametrize("line", ["import time\ntime.time()", "from time import time", "datetime.now(UTC)"])
def test_another_clock_is_seen(line: str) -> None:
    assert clocks(line)


def test_packages_do_nothing_when_imported() -> None:
    assert not {
        str(path): found for path in MODULES if path.name == "__init__.py" if (found := surprises(path.read_text()))
    }


def test_a_surprise_is_seen() -> None:
    assert surprises('"""About."""\nimport os\nos.environ["X"] = "1"\n')
    assert surprises('"""About."""\nprint()\n')
    assert not surprises('"""About."""\nfrom a import b\n__all__ = ["b"]\nCODES: tuple = (b,)\n')


def test_every_folder_of_modules_is_a_package() -> None:
    assert {path.parent for path in MODULES} == {path.parent for path in MODULES if path.name == "__init__.py"}


def test_no_file_of_ours_is_long() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    lengths = {
        name: len((ROOT / name).read_text().splitlines()) for name in listed.stdout.split() if (ROOT / name).exists()
    }
    assert lengths
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_a_hash_for_everything_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.findall(r"^.*(?:://|index-url|find-links|trusted-host).*$", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry and "==" in entry for entry in entries)


def test_the_lock_has_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {_name(line) for line in project["project"]["dependencies"]}
    locked = {_name(line) for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    assert wanted <= locked
    wanted |= {_name(line) for line in project["dependency-groups"]["dev"]}
    assert wanted <= {_name(line) for line in (ROOT / "requirements-dev.lock").read_text().splitlines() if "==" in line}


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()
