"""Decomposing a code base: read it, take what is decided as given, propose, and write what a person goes on with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path

from skerry.decompose.constraints import Constraints
from skerry.decompose.proposal import Proposal
from skerry.decompose.propose import Wishes, propose
from skerry.facts.graph import FactGraph
from skerry.kernel.event import Listener, silent
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.model import Loaded, files, load
from skerry.render.html_report.page import is_report, report
from skerry.workbench.constraints import constraints, unkept
from skerry.workbench.draft import Origin, texts
from skerry.workbench.models import write_schema
from skerry.workbench.read import facts_of, nothing_there
from skerry.workbench.replan import Plan, fixed, plan

REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a decomposition; `out` None writes nothing; `constraints` is a file, '' for none."""

    path: Path
    services: int = 0
    without: frozenset[str] = frozenset()
    constraints: str = ""
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Decomposed:
    """The proposal (None where there was nothing to read), what was written, and how it differs from a model that stood there."""

    graph: FactGraph
    proposal: Proposal | None
    written: tuple[Path, ...] = ()
    plan: Plan | None = None
    model: Path | None = None
    problems: tuple[Problem, ...] = ()
    refused: str = ""


def decompose(asked: Asked, listener: Listener = silent) -> Decomposed:
    """The whole way. A model that stands in the folder is never written to: its globs hold, and the difference is a plan."""
    graph = facts_of(asked.path, history="history" not in asked.without, listener=listener)
    if nothing_there(graph) or not graph.words:
        return Decomposed(graph, None, problems=graph.problems)
    paths = list(graph.words)
    given, problems = constraints(asked.constraints, paths)
    if problems:
        return Decomposed(graph, None, problems=tuple(problems))
    standing = load(asked.out) if asked.out is not None and asked.out.is_dir() and files(asked.out) else None
    held = fixed(standing.system, paths) if standing is not None else {}
    both = Constraints({**held, **given.pinned}, given.together, given.apart)
    if problems := unkept(both, asked.services, asked.constraints or str(asked.out or asked.path)):
        return Decomposed(graph, None, problems=tuple(problems))
    wishes = Wishes(asked.services, asked.without, both, asked.path.resolve().name)
    proposal = propose(graph, wishes, listener)
    differs = _difference(graph, asked, given, standing) if standing is not None else None
    if asked.out is None:
        return Decomposed(graph, proposal, plan=differs)
    try:
        with uncollected():
            written = _write(proposal, asked.path, asked.out, standing is None)
    except OSError as error:
        return Decomposed(graph, proposal, plan=differs, refused=f"{error.filename}: {error.strerror}")
    if standing is None:
        return Decomposed(graph, proposal, tuple(written))
    return Decomposed(graph, proposal, tuple(written), differs, asked.out, tuple(standing.problems))


def _difference(graph: FactGraph, asked: Asked, given: Constraints, standing: Loaded) -> Plan:
    """What the evidence alone would have otherwise than the model."""
    free = Wishes(asked.services, asked.without, given, alternatives=False)
    return plan(standing.system, propose(graph, free))


def _write(proposal: Proposal, source: Path, out: Path, model: bool) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    there = out / REPORT
    if there.exists() and not is_report(there.read_text(encoding="utf-8", errors="replace")):
        raise FileExistsError(EEXIST, "stands there already, and was not written by Skerry", str(there))
    found = {REPORT: report(proposal)}
    if model and proposal.services:
        code = Path(os.path.relpath(source.resolve(), out.resolve())).as_posix()
        found |= texts(proposal, Origin(f"{code}/**"))
    written = []
    for name, text in found.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(out / name)
    if model and proposal.services:
        write_schema(out, load(out))
    return written
