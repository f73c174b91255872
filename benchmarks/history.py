"""The history against the bare `git log` that prints the same commits and paths: CPU time of git and of us together, in turn."""

from __future__ import annotations

import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measure import table
from skerry.facts.history import History
from skerry.read import history

AIM = 1.3
ROUNDS = 5
_BARE = ("log", "--no-merges", "--no-renames", "--name-only", "-z", "--format=%x00/%ct %aE", f"-{history.MOST_COMMITS}")


def main(trees: list[Path]) -> None:
    """A row a repository; trees that are none are left out."""
    rows = [_row(root) for root in trees if (root / ".git").exists()]
    print(f"history: medians of {ROUNDS} rounds, ours / bare at most {AIM}")
    header = ("", "commits", "git log CPU s", "ours CPU s", "ratio", "git log wall s", "ours wall s", "ratio")
    print(table(header, rows) if rows else "no repository among the trees", end="\n\n")


def _row(root: Path) -> tuple[str, ...]:
    rounds = [(*_used(partial(_bare, root)), *_used(partial(_ours, root))) for _ in range(ROUNDS)]
    cpu, wall, our_cpu, our_wall = (statistics.median(column) for column in zip(*rounds, strict=True))
    cpu_ratio = statistics.median(row[2] / row[0] for row in rounds)
    wall_ratio = statistics.median(row[3] / row[1] for row in rounds)
    commits = len(_ours(root).commits)
    figures = (cpu, our_cpu, cpu_ratio, wall, our_wall, wall_ratio)
    return root.name, f"{commits:,}", *(f"{figure:.2f}" for figure in figures)


def _bare(root: Path) -> object:
    return subprocess.run(("git", "-C", str(root), *_BARE), stdout=subprocess.DEVNULL, check=True)


def _ours(root: Path) -> History:
    return history.start(root, remember=False).finish()


def _used(step: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds, children's too, and wall seconds."""
    cpu, wall = _cpu(), time.perf_counter()
    step()
    return _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
