"""What each guard of a service adds to a request: tracing, JWT with RBAC, mTLS, encryption at rest, audit, and all of it, in one run.

`python -m benchmarks overheads`. The patient service of the clinic, generated, as one process for each way, over HTTP on the loopback
interface, with SQLite; nobody hands on its events. GET and POST, and one and 16 connections, are measured by themselves. In each of five
rounds all ways take short turns, again and again, so that they see the same machine. What is told is the median of the rounds, with the
least and the most. Processor time is the service's own, all its threads; what a way adds is the difference from the way without
anything, in the same round. The physical limits stand beside it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import median

from benchmarks.asked import Cost, Kept, Spent
from benchmarks.guards import Guards, Way, clinic
from benchmarks.limits import limits
from benchmarks.measure import machine, table
from benchmarks.telemetry import receiver

ROUNDS, TURNS, SECONDS, CONNECTIONS = 5, 8, 0.6, (1, 16)
NOTHING = "nothing"
ALL = Guards(tracing=True, trust=True, mtls=True, sealed=True, audit=True, row=True)
WAYS = {
    NOTHING: Guards(),
    "tracing": Guards(tracing=True),
    "JWT + RBAC": Guards(trust=True),
    "JWT + RBAC + row": Guards(trust=True, row=True),
    "mTLS": Guards(mtls=True),
    "sealed fields": Guards(sealed=True),
    "audit": Guards(audit=True),
    "audit, sealed fields": Guards(audit=True, sealed=True),
    "all": ALL,
    "all but audit": replace(ALL, audit=False),
}
Rounds = dict[str, list[Cost]]


def main(seconds: float = SECONDS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("SKERRY_BENCH_DIR")) as name, receiver() as endpoint:
        with clinic(Path(name), endpoint) as started:
            ways = {each: started(each, on) for each, on in WAYS.items()}
            for what, connections in product(("GET", "POST"), CONNECTIONS):
                rounds = asyncio.run(_measured(ways, what, connections, seconds))
                print(f"{what}, {_on(connections)}; load {os.getloadavg()[0]:.1f}")
                print(table(_HEADER, _rows(rounds)), end="\n\n")
            print(limits(Path(name), ways[NOTHING], ways["mTLS"], seconds))
        print(f"\nat the end: {machine()}")


async def _measured(ways: dict[str, Way], what: str, connections: int, seconds: float) -> Rounds:
    found: Rounds = {name: [] for name in ways}
    asked = {name: await Kept(way.server, way.asks(what)).open(connections) for name, way in ways.items()}
    for each in asked.values():
        await each.ask(seconds / 2, Spent())
    for _ in range(ROUNDS):
        spent = {name: Spent() for name in ways}
        for name in itertools.chain.from_iterable(_shuffled(ways) for _ in range(TURNS)):
            await asked[name].ask(seconds / TURNS, spent[name])
        for name, each in spent.items():
            found[name].append(each.cost)
    for each in asked.values():
        each.close()
    return found


def _shuffled(names: Iterable[str]) -> list[str]:
    """In another order each time, so that nobody comes always behind the same other."""
    return random.sample(several := list(names), len(several))


_HEADER = ("with", "requests/s", "least–most", "CPU µs", "least–most", "adds µs", "of the bare", "of all")


def _rows(rounds: Rounds) -> list[tuple[str, ...]]:
    whole = median(each.cpu for each in rounds["all"])
    bare = median(each.cpu for each in rounds[NOTHING])
    rows = []
    for name, several in rounds.items():
        rates, cpus = [each.rate for each in several], [each.cpu for each in several]
        adds = median(each.cpu - none.cpu for each, none in zip(several, rounds[NOTHING], strict=True))
        shares = (f"{adds:.0f}", f"{adds / bare:.0%}", f"{adds / whole:.0%}") if name != NOTHING else ("", "", "")
        cells = (f"{median(rates):.0f}", _ends(rates), f"{median(cpus):.0f}", _ends(cpus))
        rows.append((name, *cells, *shares))
    return rows


def _ends(values: list[float]) -> str:
    return f"{min(values):.0f}–{max(values):.0f}"


def _on(connections: int) -> str:
    return "one connection" if connections == 1 else f"{connections} connections, a request in flight on each"


if __name__ == "__main__":
    main()
