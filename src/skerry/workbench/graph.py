"""The graph of what is at a place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skerry.kernel.event import Listener, silent
from skerry.kernel.finding import finding_of
from skerry.model import files, load
from skerry.model.problems import CODES
from skerry.render.graph.modelled import graph_of
from skerry.render.graph.proposed import graph_of as proposed
from skerry.render.graph.value import Graph
from skerry.render.report import Report, report
from skerry.workbench.decompose import Asked, decompose


@dataclass(frozen=True, slots=True)
class Drawn:
    """The graph, and the problems of reading what it shows; None where there is nothing to show."""

    graph: Graph | None
    report: Report


def graph(path: Path, listener: Listener = silent) -> Drawn:
    """The graph of the model at `path`, or of a proposal for the code there; what could not be read is left out of it."""
    if path.is_dir() and not files(path):
        proposal = decompose(Asked(path), listener).proposal
        return Drawn(proposed(proposal) if proposal and proposal.services else None, report(()))
    loaded = load(path)
    found = graph_of(loaded.system) if loaded.system.services else None
    return Drawn(found, report(map(finding_of, loaded.problems), CODES))
