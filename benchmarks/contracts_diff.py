"""Two OpenAPI documents of 11 MB compared (GitHub Enterprise Server, GitHub, from npm): whole processes, beside what people use.

Needs npm for the documents and for openapi-diff; says so and measures nothing where they cannot be fetched. oasdiff is measured
where it is installed. Aim for two releases that follow each other: 1.5 seconds of wall clock on a quiet machine.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import table
from benchmarks.peers import HEADER, cells, install

AIM = 1.5
ROUNDS = 5
_PATIENCE = 120.0
_OLD = "octokit-openapi-19"
_PACKAGES = ("@octokit/openapi@23.0.2", f"{_OLD}@npm:@octokit/openapi@19.1.0", "openapi-diff@0.24.1")
_NEAR = "GHES 3.18 -> 3.19"


def main() -> None:
    """A row for each pair and tool."""
    if not shutil.which("npm") or not shutil.which("node"):
        print("contracts-diff: needs npm and node, for the documents and openapi-diff; not measured")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wrong := install(folder, *_PACKAGES):
            print(f"contracts-diff: {wrong}; not measured")
            return
        rows = [
            (pair, tool, *cells(command, ROUNDS if tool == "skerry" else 1, _PATIENCE))
            for pair, sides in _pairs(folder / "node_modules").items()
            for tool, command in _commands(folder, *map(str, sides)).items()
            if pair == _NEAR or tool != "openapi-diff"  # which takes minutes for the nearest pair
        ]
    print(f"contracts diff: {AIM} s of wall clock for {_NEAR}, loading included, is the aim")
    print(table(("documents", "tool", *HEADER), rows), end="\n\n")


def _pairs(modules: Path) -> dict[str, tuple[Path, Path]]:
    new, old = (modules / name / "generated" for name in ("@octokit/openapi", _OLD))
    return {
        _NEAR: (new / "ghes-3.18.json", new / "ghes-3.19.json"),
        "GHES 3.19 -> GitHub": (new / "ghes-3.19.json", new / "api.github.com.json"),
        "GitHub 19.1 -> 23.0": (old / "api.github.com.json", new / "api.github.com.json"),
    }


def _commands(folder: Path, before: str, after: str) -> dict[str, list[str]]:
    found = {
        "skerry": [sys.executable, "-m", "skerry", "contracts", "diff", before, after, "--format", "json"],
        "openapi-diff": [str(folder / "node_modules" / ".bin" / "openapi-diff"), before, after],
    }
    if oasdiff := shutil.which("oasdiff"):
        found["oasdiff"] = [oasdiff, "changelog", before, after, "--format", "json"]
    return found
