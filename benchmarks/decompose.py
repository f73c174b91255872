"""Decomposition of a tree that has been read: CPU and wall of the whole proposal. Aim: 5,000 units (files and classes) in 5 s.

On two shared cores: NetBox, 6,205 units, 3.1 s of CPU; Saleor, 8,242 units, 6.4 s. About half of it is the library that finds
communities, which is asked some 45 times: twice to weigh words, 13 times for how fine, and for up to six granularities once and four
times shaken.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measure import table
from skerry.decompose.propose import propose
from skerry.facts.graph import FactGraph
from skerry.read.codebase import ReadOptions, read

AIM, UNITS = 5.0, 5_000


def main(trees: list[Path]) -> None:
    """A row a tree; the aim grows with the number of units."""
    print(f"decompose: {UNITS:,} units in {AIM} s of CPU")
    print(
        table(("", "files", "units", "services", "CPU s", "wall s", "aim s"), [_row(root) for root in trees]),
        end="\n\n",
    )


def _row(root: Path) -> tuple[str, ...]:
    graph = read(root, ReadOptions(remember=False))
    cpu, wall = time.process_time(), time.perf_counter()
    proposal = propose(graph)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    units = _units(graph)
    services = str(len(proposal.services))
    aim = AIM * max(1.0, units / UNITS)
    return root.name, f"{len(graph.files):,}", f"{units:,}", services, f"{cpu:.2f}", f"{wall:.2f}", f"{aim:.1f}"


def _units(graph: FactGraph) -> int:
    return sum(unit.kind != "function" for unit in graph.units)
