"""How long a fleet takes to read: each tree cold (nothing remembered) and warm, beside the least there is, its YAML parsed by PyYAML in C.

Run: python -m benchmarks fleets --tree FLEET …  (each tree is one fleet; without, a made one of 60 services)
Aim: the median of the fleets that are given <= 1 s cold; 60 services <= 10 s.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import yaml

from benchmarks.made_fleet import made_fleet
from benchmarks.measure import PYTHON, run, table

SERVICES = 60
AIM, AIM_60 = 1.0, 10.0


def main(trees: Sequence[Path] = ()) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        fleets = list(trees) or [made_fleet(Path(folder) / "made-60", SERVICES)]
        rows, cold = [], []
        for tree in fleets:
            environment = {"SKERRY_CACHE": str(Path(folder) / "cache" / tree.name)}
            command = [PYTHON, "-m", "skerry", "read", str(tree), "--without", "history", "--format", "json"]
            first, again = run(command, environment), run(command, environment)
            cold.append(first.wall)
            rows.append(
                [tree.name[:40], f"{first.wall:.2f}", f"{first.cpu:.2f}", f"{again.wall:.2f}", f"{_parsed(tree):.2f}"]
            )
        print(table(["fleet", "cold s", "CPU s", "warm s", "YAML alone s"], rows))
        aim = AIM if trees else AIM_60
        print(f"median, cold: {median(cold):.2f} s   {'ok' if median(cold) <= aim else 'too slow'}, aim {aim:g} s")


def _parsed(tree: Path) -> float:
    """Seconds for all the tree's YAML, as far as it is any."""
    start = time.perf_counter()
    for path in (*tree.rglob("*.yml"), *tree.rglob("*.yaml")):
        try:
            list(yaml.compose_all(path.read_text(encoding="utf-8", errors="replace"), Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            continue
    return time.perf_counter() - start


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
