"""The graph of a proposal for the code at a place."""

from __future__ import annotations

from pathlib import Path

from skerry.kernel.event import Listener, silent
from skerry.render.graph.proposed import graph_of
from skerry.render.report import report
from skerry.workbench.decompose import Asked, decompose
from skerry.workbench.graph import Drawn


def graph_of_code(path: Path, listener: Listener = silent) -> Drawn:
    """The graph of the services that are proposed for a folder of code."""
    proposal = decompose(Asked(path), listener).proposal
    return Drawn(graph_of(proposal) if proposal and proposal.services else None, report(()))
