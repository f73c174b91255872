"""Where fleets come from: a model, folders of code, a revision of a repository, files of traces. Each with what it can know."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from skerry.formats import problems as format_problems
from skerry.formats.spans import Span as Traced
from skerry.formats.spans import spans
from skerry.kernel.event import Listener, silent
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.model import load
from skerry.model.language.services import ENGINES
from skerry.read.traces import fleet_of as fleet_of_traces
from skerry.rules.drift import CODE, MODEL, TRACES, Plane
from skerry.rules.expected import expected
from skerry.run.place import Place
from skerry.run.telemetry.received import Span as Recorded
from skerry.run.telemetry.store import Store
from skerry.workbench.read import facts_of, fleet_of, nothing_there, unknown_deployment

_LARGEST = 1 << 30  # bytes of a file of traces


@dataclass(frozen=True, slots=True)
class Source:
    """A plane, or what is wrong with where it should come from."""

    plane: Plane | None
    problems: tuple[Problem, ...] = ()


def of_model(path: Path, environment: str = "") -> Source:
    """What the model at `path` wants, maybe in one of its environments. Nothing is compared with a model that has errors."""
    loaded = load(path)
    wrong = tuple(problem for problem in loaded.problems if problem.severity is Severity.ERROR)
    if wrong or not loaded.documents:
        return Source(None, wrong or (_unreadable(str(path), "there is no model"),))
    if environment and environment not in loaded.system.environments:
        known = ", ".join(loaded.system.environments) or "none"
        return Source(None, (_unreadable(str(path), f"the model has no environment {environment!r}; it has {known}"),))
    return Source(Plane("model", expected(loaded.system, environment), MODEL, products=frozenset(ENGINES)))


def of_code(paths: Sequence[Path], listener: Listener = silent, name: str = "code", deployment: str = "") -> Source:
    """What is in a folder of services, or in several that are one fleet: manifests (maybe of one deployment), configuration, code."""
    code = facts_of(paths, history=False, listener=listener)
    if nothing_there(code):
        return Source(None, code.problems)
    fleet = fleet_of(paths, code, deployment)
    if wrong := unknown_deployment(fleet):
        return Source(None, wrong)
    return Source(Plane(name, fleet, CODE, root=os.path.relpath(paths[0]) if len(paths) == 1 else ""))


def of_traces(paths: Sequence[str]) -> Source:
    """What was seen to happen: files of spans, telemetry of a system that `skerry run` has run, or the folder of its model."""
    found: list[Traced] = []
    for given in paths:
        read = _spans(given)
        if isinstance(read, Problem):
            return Source(None, (read,))
        found += read
    if not found:
        return Source(None, (_unreadable(paths[0], "there are no spans in it"),))
    observed = fleet_of_traces(paths[0], found)
    return Source(Plane("traces", observed.fleet, TRACES, observed.requests))


def _spans(given: str) -> list[Traced] | Problem:
    path = Place.of(Path(given)).telemetry if Path(given).is_dir() else Path(given)
    try:
        with path.open("rb") as file:
            if file.read(6) == b"SQLite":
                return [_ours(span) for span in Store(path).spans()]
            file.seek(0)
            data = file.read(_LARGEST + 1)
    except OSError as error:
        return _unreadable(str(path), str(error.strerror or error))
    except (sqlite3.Error, ValueError, TypeError) as error:
        return _unreadable(str(path), f"this database holds no telemetry of ours: {error}")
    return spans(data) if len(data) <= _LARGEST else _unreadable(str(path), "it is larger than 1 GiB")


def _ours(span: Recorded) -> Traced:
    """A span of our own telemetry, as any other."""
    own, parent = f"{span.trace}/{span.id}", f"{span.trace}/{span.parent}" if span.parent else ""
    links = tuple(f"{trace}/{id_}" for trace, id_ in span.links)
    return Traced(span.service, span.kind, own, parent, span.attributes, span.name, span.start, span.end, links)


def _unreadable(path: str, what: str) -> Problem:
    return Problem(format_problems.UNREADABLE, what, Span(path))
