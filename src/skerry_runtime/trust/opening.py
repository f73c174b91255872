"""Opens the guard of a service; what it needs is imported only where something is guarded."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from skerry_runtime import spec
from skerry_runtime.trust.peer import Peer
from skerry_runtime.trust.peer import peer as told
from skerry_runtime.trust.settings import settings

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard


def opened(known: spec.Spec, environment: Mapping[str, str], peer: Peer | None = None) -> Guard | None:
    """The guard of a service; None where its model guards nothing, or trust is off. `peer` goes before what the environment says.

    Raises:
        TrustError: nothing says whose tokens to believe, or how services are known.
    """
    by = peer or told(environment)
    found = settings(known.service, environment, guarded=known.trust)
    if found is None:
        return None
    guard: Guard = import_module("skerry_runtime.trust.guard").Guard(known.service, known.operations, found, by)
    return guard
