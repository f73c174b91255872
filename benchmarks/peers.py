"""Whole commands of other people beside ours: fetched from npm, run under the same clock, medians with the load they ran under."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 900.0
HEADER = ("wall s", "CPU s", "MB", "load")


def install(folder: Path, *packages: str) -> str:
    """Installs packages of npm into a folder; what went wrong, or nothing."""
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *packages]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"npm cannot fetch what this needs ({done.stderr.strip()[-120:]})" if done.returncode else ""


def cells(command: Sequence[str], rounds: int, patience: float = PATIENCE) -> tuple[str, str, str, str]:
    """Median wall and CPU seconds, megabytes at the peak, and the load; it ends early where a round takes too long."""
    runs = []
    for _ in range(rounds):
        found = measured(command, patience)
        if found is None:
            return f"over {patience:.0f}", "", "", _load()
        runs.append(found)
    wall, cpu, peak = (statistics.median(column) for column in zip(*runs, strict=True))
    return f"{wall:.2f}", f"{cpu:.2f}", f"{peak / 1024:.0f}", _load()


def measured(command: Sequence[str], patience: float = PATIENCE) -> tuple[float, float, int] | None:
    """Wall and CPU seconds, and kilobytes at the peak, of a command that may find something; None where it takes too long."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while time.perf_counter() - start < patience:
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


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
