"""Where and how the services run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skerry.kernel.span import Span
from skerry.model.given import HERE, Given
from skerry.model.terms.matches import Match
from skerry.model.terms.quantities import Percent, Range


@dataclass(frozen=True, slots=True)
class Autoscale:
    """Between how many replicas, and at which use of the cpu one is added."""

    least: int = 1
    most: int = 1
    cpu: Percent | None = None
    span: Span = field(default=HERE, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.least}..{self.most}" + (f" at {self.cpu} cpu" if self.cpu else "")


@dataclass(frozen=True, slots=True)
class Kubernetes:
    """The cluster's parts."""

    gateway: str = ""
    mesh: str = ""
    registry: str = ""
    autoscale: Autoscale | None = None
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Canary:
    """Of the requests that match `when` (all, where there is none), how many go to which version."""

    shares: Mapping[str, Percent] = field(default_factory=dict)
    when: Match | None = None
    span: Span = field(default=HERE, compare=False, repr=False)

    def __str__(self) -> str:
        shares = ", ".join(f"{share} to {version}" for version, share in self.shares.items())
        return f"{shares} of requests with {self.when}" if self.when else shares


@dataclass(frozen=True, slots=True)
class Placement:
    """How one service runs."""

    replicas: Given[int] | None = None
    memory: Given[Range] | None = None
    cpu: Given[Range] | None = None
    autoscale: Given[Autoscale] | None = None
    canary: Given[Canary] | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """What differs in one environment: for all services, and for some."""

    name: str
    everywhere: Placement = Placement()
    services: Mapping[str, Placement] = field(default_factory=dict)
    span: Span = field(default=HERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deploy:
    """Cluster, telemetry and the placement of each service."""

    kubernetes: Kubernetes | None = None
    observe: tuple[str, ...] = ()
    services: Mapping[str, Placement] = field(default_factory=dict)
    span: Span = field(default=HERE, compare=False, repr=False)
