"""Linting an OpenAPI document of 11 MB (GitHub Enterprise Server, from npm): whole processes, beside what people use.

Needs npm for the document, Redocly and Spectral; says so and measures nothing where they cannot be fetched. Aim: 2 seconds of CPU.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import table
from benchmarks.peers import HEADER, cells, install

AIM = 2.0
RELEASES = ("ghes-3.18", "ghes-3.19")
ROUNDS = 5
_PACKAGES = ("@octokit/openapi@23.0.2", "@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3")


def main() -> None:
    """A row for each document and tool: wall and CPU seconds of the median run, memory at the peak, and the load."""
    if not shutil.which("npm") or not shutil.which("node"):
        print("contracts-lint: needs npm and node, for the documents, Redocly and Spectral; not measured")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "oas.yaml").write_text('extends: ["spectral:oas"]\n')
        if wrong := install(folder, *_PACKAGES):
            print(f"contracts-lint: {wrong}; not measured")
            return
        rows = [_row(folder, release, tool) for release in RELEASES for tool in _commands(folder, Path())]
    print(f"contracts lint: {AIM} s of CPU, loading included, is the aim")
    print(table(("document", "tool", *HEADER), rows), end="\n\n")


def _commands(folder: Path, document: Path) -> dict[str, list[str]]:
    tools = folder / "node_modules" / ".bin"
    return {
        "skerry": [sys.executable, "-m", "skerry", "contracts", "lint", str(document)],
        "redocly recommended": [str(tools / "redocly"), "lint", "--extends=recommended", str(document)],
        "spectral oas": [str(tools / "spectral"), "lint", "-r", str(folder / "oas.yaml"), str(document)],
    }


def _row(folder: Path, release: str, tool: str) -> tuple[str, ...]:
    document = folder / "node_modules" / "@octokit" / "openapi" / "generated" / f"{release}.json"
    rounds = ROUNDS if tool == "skerry" else 1  # the others take long enough to be told apart
    return release, tool, *cells(_commands(folder, document)[tool], rounds)
