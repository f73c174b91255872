"""How well fleets are read that nobody tuned on: against answers of readers who never saw the tool.

Run: python -m benchmarks.accuracy.unseen_fleets FOLDER [NAME ...]: FOLDER holds a checkout for each file in `fleets/`, called as the file.
Counted as on the twelve fleets of the truth: edges without direction; an edge to something that the answer does not know counts as wrong
where that is a business node. What is `optional` there is neither wanted nor wrong in the second line of each.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from skerry.workbench.read import facts_of, fleet_of

ANSWERS = Path(__file__).with_name("fleets")
APP = frozenset(["http", "grpc", "async", "db", "mail", "external"])
Pair = frozenset[str]


def folded(name: str) -> str:
    """Names as they are compared."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def scored(answer: dict[str, Any], folder: Path, *, optional: bool) -> Counter[str]:
    """Counts of one fleet; `optional` leaves out what only another deployment of it has."""
    fleet = fleet_of((folder,), facts_of((folder,), history=False))
    spared = {folded(each["name"]) for each in answer["optional"]} if optional else set()
    nodes = {folded(each) for each in (*answer["services"], *answer["externals"])}
    found = {folded(node.name): node.role for node in fleet.nodes if folded(node.name) not in spared}
    invented = {name for name, role in found.items() if role in ("business", "gateway")} - nodes
    extra = {frozenset(map(folded, each[:2])) for each in answer["optional_edges"]} if optional else set()
    wanted = [(folded(a), folded(b), kind) for a, b, kind in answer["edges"]]
    seen = [
        (a, b, edge.kind)
        for edge in fleet.believed
        for a, b in [(folded(edge.source), folded(edge.target))]
        if all(end in nodes or end in invented for end in (a, b)) and frozenset((a, b)) not in extra
    ]
    every, mine = pairs(wanted), pairs(seen)
    app, mine_app = pairs(each for each in wanted if each[2] in APP), pairs(each for each in seen if each[2] in APP)
    right = {each[:2] for each in wanted if each[2] in APP} & {each[:2] for each in seen}
    return Counter(
        nodes=len(nodes), nodes_found=len(nodes & found.keys()), invented=len(invented), edges=len(every), seen=len(mine),
        edges_found=len(every & mine), app=len(app), app_seen=len(mine_app), app_right=len(mine_app & every),
        app_found=len(app & mine), directed=len({frozenset(each) for each in right}),
    )  # fmt: skip


def pairs(edges: Iterable[tuple[str, str, str]]) -> set[Pair]:
    """Edges without direction and kind."""
    return {frozenset((a, b)) for a, b, _ in edges if a != b}


def row(name: str, n: Counter[str]) -> str:
    """A row of the table."""
    shares = [
        (n["nodes_found"], n["nodes"]), (n["edges_found"], n["seen"]), (n["edges_found"], n["edges"]), (n["app_right"], n["app_seen"]),
        (n["app_found"], n["app"]), (n["directed"], n["app_found"]),
    ]  # fmt: skip
    first, *rest = (f"{a / b:.2f}" if b else "–" for a, b in shares)
    return f"| {name} | {first} | {n['invented']} | {' | '.join(rest)} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    print(
        "| fleet | nodes R | invented | edges P | R | app P | R | direction |\n| --- | --: | --: | --: | --: | --: | --: | --: |"
    )
    for optional in (False, True):
        total: Counter[str] = Counter()
        for path in sorted(ANSWERS.glob("*.json")):
            folder = args.folder / path.stem
            if folder.is_dir() and (not args.names or path.stem in args.names):
                found = scored(json.loads(path.read_text()), folder, optional=optional)
                total += found
                print(row(f"{path.stem}{' without the optional' if optional else ''}", found))
        print(row(f"**all{' without the optional' if optional else ''}**", total))


if __name__ == "__main__":
    main()
