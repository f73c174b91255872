"""The graph of a model. That of a proposal, which takes much more to load, is beside it in `graph_of_code`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skerry.kernel.finding import finding_of
from skerry.model import files, load
from skerry.model.problems import CODES
from skerry.render.graph.modelled import graph_of
from skerry.render.graph.value import Graph
from skerry.render.report import Report, report


@dataclass(frozen=True, slots=True)
class Drawn:
    """The graph, and the problems of reading what it shows; None where there is nothing to show."""

    graph: Graph | None
    report: Report


def is_code(path: Path) -> bool:
    """Whether `path` is a folder without a model, of which only a proposal can be drawn."""
    return path.is_dir() and not files(path)


def graph_of_model(path: Path) -> Drawn:
    """The graph of the model at `path`; what could not be read is left out of it."""
    loaded = load(path)
    found = graph_of(loaded.system) if loaded.system.services else None
    return Drawn(found, report(map(finding_of, loaded.problems), CODES))
