"""The same tree gives the same graph: whatever Python's hashes are, however files refer in rings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.read._edits import made

from skerry.read.codebase import ReadOptions, read

_GRAPH = """
import sys
from pathlib import Path
from skerry.read.codebase import ReadOptions, read
graph = read(Path(sys.argv[1]), ReadOptions(history=False, tests=True, remember=False))
for rows in (graph.units, graph.references, graph.facts, graph.problems, graph.words.items()):
    print(*rows, sep="\\n")
"""


def _printed(seed: str, *command: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, check=True).stdout


def test_hashes_change_neither_graph_nor_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = made(tmp_path / "tree")
    graphs = {_printed(seed, "-c", _GRAPH, str(tree)) for seed in ("0", "1", "2")}
    assert len(graphs) == 1
    exports = set()
    for seed in ("0", "1", "2"):
        monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / seed))
        exports.add(_printed(seed, "-m", "skerry", "read", str(tree), "--format", "json"))
    assert len(exports) == 1


def test_rings_of_re_exports_end_and_mean_the_same_from_everywhere(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.py").write_text(f"from {other} import *\nfrom {other} import Lost\n")
    (tmp_path / "d.py").write_text("class Thing:\n    pass\n")
    with (tmp_path / "c.py").open("a") as stream:
        stream.write("from d import *\n")
    for name in ("a", "b", "c"):
        text = f"import {name}\nfrom {name} import Thing, Lost\n\n\ndef use_{name}():\n    {name}.Gone()\n    return Thing(), Lost()\n"
        (tmp_path / f"use_{name}.py").write_text(text)
    graph = read(tmp_path, ReadOptions(history=False, remember=False))
    made_by = {graph.qualified(r.source) for r in graph.references if r.kind == "create"}
    assert made_by == {f"use_{name}.py::use_{name}" for name in "abc"}
    assert {graph.qualified(r.target) for r in graph.references if r.kind == "create"} == {"d.py::Thing"}


def test_a_ring_of_bases_within_bases_ends(tmp_path: Path) -> None:
    text = "class A(B.Inner):\n    class Inner(B.Inner):\n        pass\n\n\nclass B(A.Inner):\n    class Other(A.Other):\n        pass\n"
    (tmp_path / "a.py").write_text(text)
    graph = read(tmp_path, ReadOptions(history=False, remember=False))
    assert [u.name for u in graph.units] == ["a.py", "A", "Inner", "B", "Other"]
