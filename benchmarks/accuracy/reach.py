"""Counts the endpoints whose request is seen to reach a table: where handlers are called through a bus, that shows whether it is followed.

    python benchmarks/accuracy/reach.py CHECKOUT…

Prints for each: endpoints, those that read or write, those that write; transactions, those that write.
"""

from __future__ import annotations

import sys
from pathlib import Path

from skerry.facts.flows import Flows, Reached
from skerry.read.codebase import ReadOptions, read


def _does(reached: list[Reached], *kinds: str) -> bool:
    return any(each.effect.kind in kinds for each in reached)


def main() -> None:
    for path in sys.argv[1:]:
        flows = Flows(read(Path(path), ReadOptions(remember=False, history=False)))
        endpoints = [reached for _, reached in flows.endpoints()]
        transactions = [reached for _, reached in flows.transactions()]
        either = sum(_does(reached, "read", "write") for reached in endpoints)
        writing = sum(_does(reached, "write") for reached in endpoints)
        kept = sum(_does(reached, "write") for reached in transactions)
        print(f"| {Path(path).name} | {len(endpoints)} | {either} | {writing} | {len(transactions)} | {kept} |")


if __name__ == "__main__":
    main()
