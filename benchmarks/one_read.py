"""One reading in a process of its own: `python -m benchmarks.one_read PATH [--remember] [--history]`. Tests are read too."""

from __future__ import annotations

import sys
from pathlib import Path

from skerry.read.codebase import ReadOptions, read


def main(root: str, *flags: str) -> None:
    """Read, and say how much there was."""
    options = ReadOptions(remember="--remember" in flags, history="--history" in flags, tests=True)
    graph = read(Path(root), options)
    print(sum(graph.lines.values()), len(graph.units), len(graph.references), len(graph.facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
