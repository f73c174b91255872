"""What is known beside the contracts, from files that a person names: who uses what, and what was decided. '' names nothing."""

from __future__ import annotations

from pathlib import Path

from skerry.contracts import problems as contract_problems
from skerry.contracts.accepted import Acceptance, parse
from skerry.contracts.observed import Observed
from skerry.contracts.operations import persisted
from skerry.formats import problems
from skerry.formats.traces import hops
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.workbench.sides import side


def operations_of(given: str) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """The persisted operations in a folder or a manifest, by consumer."""
    if not given:
        return {}, ()
    found = side(given)
    return ({}, (found,)) if isinstance(found, Problem) else persisted(found)


def calls_of(path: str) -> tuple[Observed, tuple[Problem, ...]]:
    """The calls in a file of traces."""
    if not path:
        return Observed(), ()
    try:
        found = hops(Path(path).read_bytes())
    except OSError as error:
        return Observed(), (Problem(problems.UNREADABLE, str(error.strerror or error), Span(path)),)
    none = Problem(contract_problems.TRACES, "there is no call in these traces", Span(path))
    return Observed(found), () if found else (none,)


def decisions_of(path: str) -> tuple[tuple[Acceptance, ...], tuple[Problem, ...]]:
    """The decisions in a file of accepted changes."""
    if not path:
        return (), ()
    try:
        return parse(path, Path(path).read_bytes())
    except OSError as error:
        return (), (Problem(problems.UNREADABLE, str(error.strerror or error), Span(path)),)
