"""Whether a person has agreed to a purpose: from a read model that follows what was given and withdrawn, else by asking who knows.

Where nobody can say it, there is no consent. Where nobody answers just now it is not known, which lets nobody in either, but is no refusal
for good: whoever asks hears that he may ask again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any, Protocol

from skerry_runtime import spec
from skerry_runtime.clock import now
from skerry_runtime.operations import OWN, Call, OperationError, Unavailable
from skerry_runtime.store import Work
from skerry_runtime.store.happened import Happened
from skerry_runtime.store.projections import Rows
from skerry_runtime.trust.conditions import MISSING, Known, inner

log = logging.getLogger("skerry.trust")
PURPOSES = "purposes"  # the column of a read model of consents: those that are in force
_IN_FORCE = "active"


class Consents(Protocol):
    """Knows who has agreed to what."""

    async def given(self, work: Work[Any], person: Any, purpose: str) -> Known:
        """Whether this person has, now; None where it can't be known just now."""
        ...


def consents(said: spec.Consents | None, clients: Any) -> Consents:
    """What the service has: its own read model, a client, or nothing."""
    if said is None:
        return Nobody()
    return Followed(said.view) if said.view else Asked(getattr(clients, said.client, None), said)


class Nobody:
    """Nothing says so."""

    async def given(self, work: Work[Any], person: Any, purpose: str) -> bool:
        """Never."""
        return False


class Followed:
    """An own read model, as far behind as its lag."""

    def __init__(self, view: str) -> None:
        self._view = view

    async def given(self, work: Work[Any], person: Any, purpose: str) -> bool:
        """What the read model has."""
        reader = work.view(self._view)
        kind = next(iter(reader.table.primary_key)).type.python_type
        try:
            row = await reader.find(person if isinstance(person, kind) else kind(str(person)))
        except ValueError:
            return False
        return purpose in ((row or {}).get(PURPOSES) or ())


class Asked:
    """Another service, asked each time in this service's own name."""

    def __init__(self, client: Any, said: spec.Consents) -> None:
        self._client, self._said = client, said

    async def given(self, work: Work[Any], person: Any, purpose: str) -> Known:
        """What it answers."""
        if self._client is None:
            return False
        ask = getattr(self._client, self._said.operation)
        call = Call(deadline=work.call.deadline, headers=work.call.headers, identity=OWN)
        try:
            found = await ask(**{self._said.person: person, "purpose": purpose}, call=call)
        except OperationError as error:
            log.warning("no consent is known, since %s does not say: %s", self._said.client, error.detail)
            return None if isinstance(error, Unavailable) else False
        return any(_in_force(each, person, purpose) for each in getattr(found, "items", found))

    def __repr__(self) -> str:
        return f"Asked({self._said.client}.{self._said.operation})"


def _in_force(consent: Any, person: Any, purpose: str) -> bool:
    """One that is of this purpose, active, and has not run out."""
    said, status, until = (inner(consent, name) for name in ("purpose", "status", "until"))
    if str(getattr(said, "value", said)) != purpose or str(getattr(status, "value", status)) != _IN_FORCE:
        return False
    return until is MISSING or until >= now().date()


def following(given: Collection[str]) -> Callable[[Rows, Happened], None]:
    """What a read model of consents does with an event: one of these types gives consent for its `purpose`, any other takes it back."""

    def apply(rows: Rows, event: Happened) -> None:
        key = next(iter(rows.table.primary_key))
        kind = key.type.python_type
        person = kind(str(event.data[key.name]))
        in_force = set((rows.get(person) or {}).get(PURPOSES) or ())
        purpose = {str(event.data["purpose"])}
        in_force = in_force | purpose if event.type in given else in_force - purpose
        rows.put({key.name: person, PURPOSES: sorted(in_force)})

    return apply
