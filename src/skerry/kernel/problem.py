"""An error a person can act on: what, where, why, and what to do instead.

Problems are collected while a value is read and shown together; none is raised for bad input. Every `Code` is declared
beside the step that reports it, in `CODES` of its floor's module `problems`, and `skerry explain CODE` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from msgspec import structs

from skerry.kernel.span import Span


class Severity(StrEnum):
    """How bad a problem is: an error leaves something out of the result, a warning leaves it in."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem. `id` is stable: a step's letter and three digits; `about` is the page `explain` prints."""

    id: str
    title: str
    about: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a `Code`: `what` in one line, `why` it matters, `instead` the next thing to do."""

    code: Code
    what: str
    span: Span
    why: str = ""
    instead: str = ""
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def severity(self) -> Severity:
        """That of its code."""
        return self.code.severity


def under(folder: str, problem: Problem) -> Problem:
    """The same problem of a file that stands below `folder`."""
    return replace(problem, span=structs.replace(problem.span, path=f"{folder}/{problem.span.path}"))
