"""Examples of rules as the cases that rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from skerry.facts.history import Commit, History
from skerry.model import System, load_texts
from skerry.rules.case import Case
from skerry.rules.rule import Example, Needs, as_model
from skerry.workbench.manifests import manifests_of
from skerry.workbench.read import facts_of, fleet_of


def model(text: str) -> System:
    """The system of a model that has nothing wrong."""
    loaded = load_texts([("example.arch.yaml", as_model(text))])
    assert not loaded.problems, [(problem.code.id, problem.what, problem.span) for problem in loaded.problems]
    return loaded.system


def tree(files: Mapping[str, str], folder: Path, needs: Needs = Needs.OBSERVED) -> Case:
    """What is read of a tree of files: its fleet, or its manifests alone.

    `.history` is none of them: each of its lines are the files of a commit.
    """
    for name, text in files.items():
        if name == ".history":
            continue
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if needs is Needs.MANIFESTS:
        return Case(manifests=manifests_of([folder]))
    code = replace(facts_of(folder, history=False), history=past(files.get(".history", "")))
    return Case(observed=fleet_of(folder, code), code=code)


def past(text: str) -> History:
    """A history of commits, newest first, a day between two."""
    commits = [line.split() for line in text.splitlines()]
    paths = sorted({path for commit in commits for path in commit})
    rows = [Commit(86_400 * (len(commits) - at), 0, tuple(map(paths.index, each))) for at, each in enumerate(commits)]
    return History(tuple(paths), ("somebody",), tuple(rows))


def case(example: Example, folder: Path, needs: Needs = Needs.OBSERVED) -> Case:
    """Either."""
    return Case(system=model(example)) if isinstance(example, str) else tree(example, folder, needs)
