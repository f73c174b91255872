"""Sagas, access and the way there: what spans services."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import field

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.system.names import OperationName, TypeName
from skerry.model.terms import access
from skerry.model.terms.quantities import Duration

NOTHING = "nothing"  # as an `undo`: the step leaves nothing behind that would have to be taken back


class Retry(Placed, frozen=True):
    """How often a step is tried again, and how long after the first failure; each pause is twice the last."""

    times: int = 0
    backoff: Duration | None = None
    span: Span = HERE


class Await(Placed, frozen=True):
    """Waits for one of two events about the same thing (`by`), at most `limit` long."""

    ok: TypeName | None = None
    fail: TypeName | None = None
    by: str = ""
    limit: Duration | None = None
    span: Span = HERE


class Step(Placed, frozen=True):
    """One step: an operation and what undoes it, or a wait. A `harmless` one, such as a question, leaves nothing to undo."""

    do: OperationName | None = None
    undo: OperationName | None = None
    harmless: bool = False
    wait: Await | None = None
    retry: Retry | None = None
    timeout: Duration | None = None
    span: Span = HERE


class Saga(Placed, frozen=True):
    """A transaction over services; `otherwise` ends it once everything that can be undone is undone."""

    name: str
    service: str = ""
    start: OperationName | None = None
    deadline: Duration | None = None
    steps: tuple[Step, ...] = ()
    otherwise: OperationName | None = None
    about: str = ""
    span: Span = HERE

    @property
    def pivot(self) -> int:
        """The index of the first step that can't be undone: what follows is retried until it succeeds; `len(steps)` if there is none."""
        found = (at for at, step in enumerate(self.steps) if step.do and not (step.undo or step.harmless))
        return next(found, len(self.steps))


class Grant(Placed, frozen=True):
    """One thing a role may do; exactly one of `operation` (its `*` means all) and `type` is what it is about, none of them everything."""

    rule: access.Rule
    type: TypeName | None = None
    span: Span = HERE


class Role(Placed, frozen=True):
    """A role and everything it may do; what isn't granted is denied."""

    name: str
    grants: tuple[Grant, ...] = ()
    span: Span = HERE


class Migration(Placed, frozen=True):
    """The strangler fig: out of which system, and which services in which phase, in order."""

    source: str
    phases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    span: Span = HERE
