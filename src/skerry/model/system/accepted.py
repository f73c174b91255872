"""Findings that somebody has decided to live with."""

from __future__ import annotations

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.terms.quantities import Day


class Acceptance(Placed, frozen=True):
    """A finding of `rule` is accepted where it is about all of `at` (() is the whole system), up to and with the day `until`."""

    rule: str
    at: tuple[str, ...] = ()
    reason: str = ""
    until: Day | None = None
    span: Span = HERE
