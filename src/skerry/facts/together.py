"""The facts of several source trees as those of one: each tree's paths stand under its name, and nothing else is changed."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import chain

import msgspec

from skerry.facts.graph import FactGraph, Skipped
from skerry.facts.history import Commit, History
from skerry.facts.kinds import AnyFact, Column, Unit
from skerry.facts.references import References
from skerry.kernel.problem import Problem, under

_OF_UNITS = ("unit", "target", "at")  # fields of facts that hold the index of a unit


def together(root: str, graphs: Mapping[str, FactGraph]) -> FactGraph:
    """The facts of the trees under their names; `root` is what the whole is called."""
    units: list[Unit] = []
    facts: list[AnyFact] = []
    references = References()
    for name, graph in graphs.items():
        first = len(units)
        units += (
            msgspec.structs.replace(u, path=f"{name}/{u.path}", parent=u.parent + first if u.parent >= 0 else -1)
            for u in graph.units
        )
        facts += (_moved(fact, first) for fact in graph.facts)
        _append(references, graph.references, first)
    named = graphs.items()
    return FactGraph(
        root, tuple(units), references, tuple(facts), _histories(graphs), _problems(graphs),
        tuple(Skipped(f"{name}/{each.path}", each.reason) for name, graph in named for each in graph.skipped),
        {f"{name}/{path}": lines for name, graph in named for path, lines in graph.lines.items()},
        {f"{name}/{path}": words for name, graph in named for path, words in graph.words.items()},
        frozenset(chain.from_iterable(graph.documents for graph in graphs.values())),
    )  # fmt: skip


def _moved(fact: AnyFact, first: int) -> AnyFact:
    held = {name: getattr(fact, name, None) for name in _OF_UNITS}
    changes: dict[str, object] = {n: v + first for n, v in held.items() if isinstance(v, int) and v >= 0}
    columns: tuple[Column, ...] = getattr(fact, "columns", ())
    if any(column.target >= 0 for column in columns):
        changes["columns"] = tuple(
            msgspec.structs.replace(c, target=c.target + first) if c.target >= 0 else c for c in columns
        )
    return msgspec.structs.replace(fact, **changes) if changes else fact


def _append(all_: References, added: References, first: int) -> None:
    all_.sources.extend(array("I", (unit + first for unit in added.sources)))
    all_.targets.extend(array("I", (unit + first for unit in added.targets)))
    all_.kinds.extend(added.kinds)
    all_.lines.extend(added.lines)
    all_.strengths.extend(added.strengths)


def _problems(graphs: Mapping[str, FactGraph]) -> tuple[Problem, ...]:
    return tuple(
        problem if problem.span.path == graph.root else under(name, problem)
        for name, graph in graphs.items()
        for problem in graph.problems
    )


def _histories(graphs: Mapping[str, FactGraph]) -> History:
    """All commits, newest first. Who wrote in several repositories is one author."""
    paths: list[str] = []
    authors: dict[str, int] = {}
    commits: list[Commit] = []
    for name, graph in graphs.items():
        first = len(paths)
        paths += (f"{name}/{path}" for path in graph.history.paths)
        known = [authors.setdefault(author, len(authors)) for author in graph.history.authors]
        commits += (
            Commit(c.when, known[c.author], tuple(file + first for file in c.files)) for c in graph.history.commits
        )
    commits.sort(key=lambda commit: -commit.when)
    return History(tuple(paths), tuple(authors), tuple(commits), all(g.history.whole for g in graphs.values()))
