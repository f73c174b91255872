"""How often each kind of evidence for an edge is right, on fleets whose edges are known, beside the strength that it has in the code.

Run: python -m benchmarks.accuracy.evidence FLEETS [TRUTH] [--wrong READER]: FLEETS holds a checkout a fleet, called as its truth file is;
TRUTH holds the truth files (default ../shared/truth/fleet). The table is Markdown. Pairs of nodes are counted, without direction, since
the sources of truth differ on it; of pairs with an end that the truth does not know nothing can be said. *Alone* are the pairs that no
other kind of evidence names, *believed* those of them whose edge is.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from skerry.facts.fleet import Edge
from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet
from skerry.read.fleet.edges import ORDER
from skerry.read.fleet.merge import folded

_TRUTH = Path(__file__).resolve().parents[3] / "shared" / "truth" / "fleet"


class Pair(Struct, frozen=True):
    """Two nodes of a fleet with what is seen between them: `strengths` by the kind of evidence."""

    fleet: str
    names: tuple[str, str]
    right: bool
    believed: bool
    strengths: dict[str, float]


def pairs(fleet: Path, truth: dict[str, list[str]]) -> Iterator[Pair]:
    """All pairs of nodes that the truth knows and between which something is seen."""
    known = {folded(name) for name in (*truth["services"], *truth["externals"])}
    wanted = {frozenset((folded(edge[0]), folded(edge[1]))) for edge in truth["edges"]}
    found: dict[frozenset[str], list[Edge]] = defaultdict(list)
    for edge in read_fleet(fleet, read(fleet, ReadOptions(remember=False, history=False))).edges:
        ends = frozenset((folded(edge.source), folded(edge.target)))
        if len(ends) == 2 and ends <= known:
            found[ends].append(edge)
    for ends, edges in found.items():
        strengths: dict[str, float] = {}
        for seen in (each for edge in edges for each in edge.evidence):
            kind = "order of start" if seen.reader in ORDER else seen.reader
            strengths[kind] = max(strengths.get(kind, 0), seen.strength)
        names = (edges[0].source, edges[0].target)
        yield Pair(fleet.name, names, ends in wanted, any(edge.believed for edge in edges), strengths)


def table(rows: list[Pair]) -> str:
    """A row for each kind and strength: right of all, right of those that it names alone."""
    cells: dict[tuple[str, float], list[Pair]] = defaultdict(list)
    for row in rows:
        for kind, strength in row.strengths.items():
            cells[kind, strength].append(row)
    lines = ["| reader | strength | right | alone | believed alone |", "| --- | ---: | ---: | ---: | ---: |"]
    for (kind, strength), all_ in sorted(cells.items()):
        alone = [row for row in all_ if len(row.strengths) == 1]
        shares = (_share(each) for each in (all_, alone, [row for row in alone if row.believed]))
        lines.append(f"| `{kind}` | {strength:g} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _share(rows: list[Pair]) -> str:
    return f"{sum(row.right for row in rows)} of {len(rows)}" if rows else ""


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fleets", type=Path)
    parser.add_argument("truth", type=Path, nargs="?", default=_TRUTH)
    parser.add_argument("--wrong", metavar="READER", help="print the wrong pairs that this kind of evidence names")
    chosen = parser.parse_args()
    rows: list[Pair] = []
    for file in sorted(chosen.truth.glob("[!_]*.json")):
        if (fleet := chosen.fleets / file.stem).is_dir():
            rows += pairs(fleet, json.loads(file.read_text()))
        else:
            print(f"passed over: {file.stem} has no checkout in {chosen.fleets}")
    if chosen.wrong:
        for row in (each for each in rows if not each.right and chosen.wrong in each.strengths):
            print(row.fleet, *row.names, "believed" if row.believed else "possible", row.strengths)
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
