"""Linting an OpenAPI document of 11 MB (GitHub Enterprise Server, from npm): whole processes, beside what people use.

Needs npm for the document, Redocly and Spectral; says so and measures nothing where they cannot be fetched. Aim: 2 seconds of CPU.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import table

AIM = 2.0
RELEASES = ("ghes-3.18", "ghes-3.19")
ROUNDS = 3
_PATIENCE = 900.0
_PACKAGES = ("@octokit/openapi@23.0.2", "@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3")


def main() -> None:
    """A row for each document and tool: wall and CPU seconds of the quickest run, and memory at the peak."""
    if not shutil.which("npm") or not shutil.which("node"):
        print("contracts-lint: needs npm and node, for the documents, Redocly and Spectral; not measured")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            _install(folder)
        except subprocess.CalledProcessError as error:
            print(f"contracts-lint: npm cannot fetch what this needs ({error.stderr.strip()[-120:]}); not measured")
            return
        rows = [_row(folder, release, tool) for release in RELEASES for tool in _commands(folder, Path())]
    print(f"contracts lint: {AIM} s of CPU, loading included, is the aim")
    print(table(("document", "tool", "wall s", "CPU s", "MB"), rows), end="\n\n")


def _commands(folder: Path, document: Path) -> dict[str, list[str]]:
    tools = folder / "node_modules" / ".bin"
    return {
        "skerry": [sys.executable, "-m", "skerry", "contracts", "lint", str(document)],
        "redocly recommended": [str(tools / "redocly"), "lint", "--extends=recommended", str(document)],
        "spectral oas": [str(tools / "spectral"), "lint", "-r", str(folder / "oas.yaml"), str(document)],
    }


def _row(folder: Path, release: str, tool: str) -> tuple[str, ...]:
    document = folder / "node_modules" / "@octokit" / "openapi" / "generated" / f"{release}.json"
    command = _commands(folder, document)[tool]
    rounds = ROUNDS if tool == "skerry" else 1  # the others take long enough to be told apart
    runs = [_run(command) for _ in range(rounds)]
    if any(run is None for run in runs):
        return release, tool, f"over {_PATIENCE:.0f}", "", ""
    wall, cpu, peak = min((run for run in runs if run is not None), key=lambda run: run[1])
    return release, tool, f"{wall:.2f}", f"{cpu:.2f}", f"{peak / 1024:.0f}"


def _run(command: list[str]) -> tuple[float, float, int] | None:
    """Wall and CPU seconds, and kilobytes at the peak, of a command that may find something; None where it takes too long."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while time.perf_counter() - start < _PATIENCE:
        done, _, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = 0
            return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, _kilobytes(usage)
        time.sleep(0.01)
    process.kill()
    process.wait()
    return None


def _kilobytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def _install(folder: Path) -> None:
    (folder / "package.json").write_text("{}")
    (folder / "oas.yaml").write_text('extends: ["spectral:oas"]\n')
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *_PACKAGES]
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
