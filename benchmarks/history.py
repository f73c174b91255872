"""Reading a repository's history beside the bare `git log`: `python benchmarks/history.py REPOSITORY`. The aim is 1.3 times at most."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from skerry.facts.history import cochange
from skerry.read import history

RUNS = 5
LOG = ("log", "--no-merges", "--no-renames", "--name-only", "-z", "--format=%ct %ae")


def bare(root: Path) -> float:
    begin = perf_counter()
    subprocess.run(["git", "-C", root, *LOG], stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begin


def ours(root: Path) -> float:
    begin = perf_counter()
    history.start(root, remember=False).finish()
    return perf_counter() - begin


def main() -> None:
    for root in map(Path, sys.argv[1:]):
        times = [(bare(root), ours(root)) for _ in range(RUNS)]
        git, skerry = median(t[0] for t in times), median(t[1] for t in times)
        found = history.start(root).finish()
        begin = perf_counter()
        pairs = len(cochange(found).left)
        spent = perf_counter() - begin
        print(
            f"{root.name}: {len(found.commits):,} commits, git {git:.2f} s, ours {skerry:.2f} s, {skerry / git:.2f} x"
        )
        print(f"  {pairs:,} pairs of files changed together, counted in {spent:.2f} s")


if __name__ == "__main__":
    main()
