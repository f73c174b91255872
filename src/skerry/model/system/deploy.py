"""Where and how the services run."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from skerry.kernel.span import Span
from skerry.model.given import HERE, Given
from skerry.model.placed import Placed
from skerry.model.terms.matches import Match
from skerry.model.terms.quantities import Percent, Range


class Autoscale(Placed, frozen=True):
    """Between how many replicas, and at which use of the cpu one is added."""

    least: int = 1
    most: int = 1
    cpu: Percent | None = None
    span: Span = HERE

    def __str__(self) -> str:
        return f"{self.least}..{self.most}" + (f" at {self.cpu} cpu" if self.cpu else "")


class Kubernetes(Placed, frozen=True):
    """The cluster's parts."""

    gateway: str = ""
    mesh: str = ""
    registry: str = ""
    autoscale: Autoscale | None = None
    span: Span = HERE


class Tokens(Placed, frozen=True):
    """Who signs the tokens that callers show: `keys` is where its keys are published, `audience` for whom tokens are meant."""

    issuer: str = ""
    keys: str = ""
    audience: str = ""
    span: Span = HERE


class Canary(Placed, frozen=True):
    """Of the requests that match `when` (all, where there is none), how many go to which version."""

    shares: Mapping[str, Percent] = field(default_factory=dict)
    when: Match | None = None
    span: Span = HERE

    def __str__(self) -> str:
        shares = ", ".join(f"{share} to {version}" for version, share in self.shares.items())
        return f"{shares} of requests with {self.when}" if self.when else shares


class Placement(Struct, frozen=True, gc=False):
    """How one service runs."""

    replicas: Given[int] | None = None
    memory: Given[Range] | None = None
    cpu: Given[Range] | None = None
    autoscale: Given[Autoscale] | None = None
    canary: Given[Canary] | None = None


class Environment(Placed, frozen=True):
    """What differs in one environment: for all services, and for some."""

    name: str
    everywhere: Placement = Placement()
    services: Mapping[str, Placement] = field(default_factory=dict)
    span: Span = HERE


class Deploy(Placed, frozen=True):
    """Cluster, telemetry and the placement of each service; `host` is the name under which callers outside find the system.

    `runbooks` is where the pages are published that alerts name.
    """

    kubernetes: Kubernetes | None = None
    host: str = ""
    tokens: Tokens | None = None
    observe: tuple[str, ...] = ()
    runbooks: str = ""
    services: Mapping[str, Placement] = field(default_factory=dict)
    span: Span = HERE
