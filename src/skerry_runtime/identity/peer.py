"""Who is at the other end of a connection, as its certificate has proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

GATEWAY = "gateway"  # the name of its certificate; it calls for whoever is outside


@dataclass(frozen=True, slots=True)
class Peer:
    """A service that calls: its SPIFFE ID and its name. A request's is `scope["state"]["peer"]`.

    `fresh` is the Unix time until which its connection is used without a second thought, `until` that at which its certificate ends.
    """

    id: str
    service: str
    fresh: float = field(default=inf, compare=False)
    until: float = field(default=inf, compare=False)
