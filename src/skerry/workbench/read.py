"""The facts of a source tree, for whoever wants to see them."""

from __future__ import annotations

from pathlib import Path

from skerry.facts.fleet import Fleet
from skerry.facts.graph import FactGraph
from skerry.kernel.event import Listener, silent
from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet
from skerry.read.problems import NO_SUCH_PATH


def facts_of(path: Path, *, history: bool = True, tests: bool = False, listener: Listener = silent) -> FactGraph:
    """Reads `path`, with what is remembered of it; `history` asks git, `tests` takes test code for source."""
    return read(path, ReadOptions(history=history, tests=tests, listener=listener))


def fleet_of(path: Path, code: FactGraph) -> Fleet:
    """What runs in the folder, and who speaks to whom; `code` are the facts of the same folder."""
    return read_fleet(path, code)


def nothing_there(graph: FactGraph) -> bool:
    """Whether there was no folder to read, so that there is no result."""
    return any(problem.code is NO_SUCH_PATH for problem in graph.problems)
