"""What has drifted: a model, or an older state, against code, a cluster and traces; or a repository between two revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from skerry.kernel.event import Listener, silent
from skerry.rules.drift import Drift, compare, merged, parts
from skerry.workbench.cluster import of_cluster
from skerry.workbench.models import DEFAULT_FOLDER
from skerry.workbench.planes import Source, of_code, of_model, of_traces
from skerry.workbench.snapshots import of_revision


@dataclass(frozen=True, slots=True)
class Asked:
    """`start` is what is wanted instead of a model: a folder, or a revision. Where nothing is named that was found, the code is.

    `between` are two revisions of the repository around `on`; `cluster` is a file, `-` or a context of kubectl, and `namespace`
    what counts of it; `environment` is the one of the model that is meant, `deployment` that of the code ('': all of them).
    """

    model: Path
    on: tuple[Path, ...] = ()
    traces: tuple[str, ...] = ()
    start: str = ""
    between: tuple[str, str] | None = None
    cluster: str = ""
    namespace: str = ""
    environment: str = ""
    deployment: str = ""


def drift(asked: Asked, listener: Listener = silent) -> Drift:
    """Compares what is wanted with each plane that was found, and puts together what they say."""
    wanted, *found = (source() for source in _sources(asked, listener))
    problems = tuple(problem for source in (wanted, *found) for problem in source.problems)
    planes = [source.plane for source in found if source.plane is not None]
    if wanted.plane is None or len(planes) < len(found):
        return Drift("", (), problems=problems, known=False)
    rows = merged(compare(wanted.plane, plane) for plane in planes)
    names = tuple(plane.name for plane in planes)
    return Drift(wanted.plane.name, names, rows, parts([wanted.plane, *planes]), problems)


def _sources(asked: Asked, listener: Listener) -> Iterator[Callable[[], Source]]:
    """What is wanted, then all that was found, each read when it is asked for."""
    folder = asked.on[0] if asked.on else beside(asked.model)
    if asked.between:
        before, after = asked.between
        yield lambda: of_revision(folder, before, listener, asked.deployment)
        yield lambda: of_revision(folder, after, listener, asked.deployment)
        return
    yield lambda: _start(asked, folder, listener)
    if asked.on or not (asked.traces or asked.cluster):
        yield lambda: of_code(asked.on or (folder,), listener, deployment=asked.deployment)
    if asked.cluster:
        yield lambda: of_cluster(asked.cluster, asked.namespace)
    if asked.traces:
        yield lambda: of_traces(asked.traces)


def _start(asked: Asked, folder: Path, listener: Listener) -> Source:
    if not asked.start:
        return of_model(asked.model, asked.environment)
    path = Path(asked.start)
    if path.is_dir():
        return of_code((path,), listener, asked.start, asked.deployment)
    return of_revision(folder, asked.start, listener, asked.deployment)


def beside(model: Path) -> Path:
    """The code that a model is of: the folder it stands in, or the one around `architecture`."""
    folder = model if model.is_dir() else model.parent
    return folder.parent if folder.name == DEFAULT_FOLDER else folder
