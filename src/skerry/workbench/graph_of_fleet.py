"""The graph of services that run, and of a model together with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from skerry.kernel.event import Listener, silent
from skerry.kernel.finding import finding_of
from skerry.model import load
from skerry.render.graph.observed import graph_of_both, graph_of_fleet
from skerry.render.report import Report, report
from skerry.rules.drift import Sides
from skerry.workbench.explain import every
from skerry.workbench.graph import Drawn
from skerry.workbench.planes import Source, of_code, of_model

_FEWEST = 2  # services that are a fleet; one is a code base, of which a proposal says more


def graph_of_services(path: Path, listener: Listener = silent, deployment: str = "") -> Drawn | None:
    """The graph of the fleet in a folder, or of one deployment; None where there is none."""
    found = of_code((path,), listener, deployment=deployment)
    if found.plane is None and deployment:
        return Drawn(None, _told(found))
    if found.plane is None or len(found.plane.fleet.services) < _FEWEST:
        return None
    return Drawn(graph_of_fleet(found.plane, path.resolve().name), report(()))


def graph_of_model_and_code(
    model: Path, on: Sequence[Path], listener: Listener = silent, deployment: str = ""
) -> Drawn:
    """What a model says and what is there, in one."""
    wanted, found = of_model(model), of_code(on, listener, deployment=deployment)
    if wanted.plane is None or found.plane is None:
        return Drawn(None, _told(wanted, found))
    system = load(model).system
    kinds = {name: context.kind for name, context in system.contexts.items()}
    contexts = {
        name: (service.context or name, kinds.get(service.context, "")) for name, service in system.services.items()
    }
    return Drawn(graph_of_both(Sides(wanted.plane, found.plane), system.name, contexts), _told(wanted, found))


def _told(*sources: Source) -> Report:
    return report((finding_of(problem) for source in sources for problem in source.problems), every().values())
