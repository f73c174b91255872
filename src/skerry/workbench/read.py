"""The facts of a source tree, for whoever wants to see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from skerry.facts.fleet import Fleet
from skerry.facts.graph import FactGraph
from skerry.facts.together import together
from skerry.kernel.event import Listener, silent
from skerry.kernel.problem import Problem
from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet
from skerry.read.problems import NO_DEPLOYMENT, NO_SUCH_PATH, NO_WORKSPACE
from skerry.read.workspace import workspace


def facts_of(
    path: Path | Sequence[Path], *, history: bool = True, tests: bool = False, listener: Listener = silent
) -> FactGraph:
    """Reads a folder, with what is remembered of it; `history` asks git, `tests` takes test code for source.

    Several folders, or those that a workspace file lists, are read one by one; their names stand before the paths of what is in them.
    """
    options = ReadOptions(history=history, tests=tests, listener=listener)
    paths = [path] if isinstance(path, Path) else path
    listed = workspace(paths)
    if listed is None:
        return read(paths[0], options)
    found = together(str(listed.root), {name: read(folder, options) for name, folder in listed.folders.items()})
    return replace(found, problems=(*listed.problems, *found.problems))


def fleet_of(path: Path | Sequence[Path], code: FactGraph, deployment: str = "") -> Fleet:
    """What runs in the folder or folders, and who speaks to whom; `code` are the facts of the same ones.

    `deployment` is the only one of its deployments that is meant ('': all, as one picture); see `unknown_deployment`.
    """
    paths = [path] if isinstance(path, Path) else path
    listed = workspace(paths)
    if listed is None:
        return read_fleet(paths[0], code, deployment=deployment)
    return read_fleet(listed.root, code, listed.folders, deployment)


def unknown_deployment(fleet: Fleet) -> tuple[Problem, ...]:
    """What is wrong with the deployment that was asked for, so that there is no result."""
    return tuple(problem for problem in fleet.problems if problem.code is NO_DEPLOYMENT)


def nothing_there(graph: FactGraph) -> bool:
    """Whether there was no folder to read, so that there is no result."""
    return any(problem.code in {NO_SUCH_PATH, NO_WORKSPACE} for problem in graph.problems)
