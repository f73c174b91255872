"""Policies: defaults for the system, which a service, an operation or a call may tighten; every value knows where it is from."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from skerry.kernel.span import Span
from skerry.model.given import HERE, Given
from skerry.model.placed import Placed
from skerry.model.terms.masks import Mask
from skerry.model.terms.quantities import Count, Duration, Percent


class Breaker(Placed, frozen=True):
    """A circuit breaker: opens `after` failures in a row, and stays open `for` a time (`pause`)."""

    after: Count = Count(5)
    pause: Duration | None = None
    span: Span = HERE

    def __str__(self) -> str:
        return f"after {self.after}" + (f", for {self.pause}" if self.pause else "")


class CallPolicy(Struct, frozen=True, gc=False):
    """How a synchronous call behaves."""

    timeout: Given[Duration] | None = None
    retries: Given[int] | None = None
    owner: Given[str] | None = None
    breaker: Given[Breaker] | None = None
    mtls: Given[bool] | None = None
    cache: Given[Duration] | None = None


class EventPolicy(Struct, frozen=True, gc=False):
    """How events travel."""

    bus: Given[str] | None = None
    at_least_once: Given[bool] | None = None
    dead_letter: Given[bool] | None = None
    key: Given[str] | None = None


class VersionPolicy(Struct, frozen=True, gc=False):
    """How versions of an API are told apart and retired."""

    by: Given[str] | None = None
    keep: Given[int] | None = None
    sunset: Given[Duration] | None = None


class Slo(Struct, frozen=True, gc=False):
    """What is promised to callers."""

    availability: Given[Percent] | None = None
    latency_p95: Given[Duration] | None = None


class AuditPolicy(Struct, frozen=True, gc=False):
    """Which accesses are written to the audit log, and how long it is kept."""

    log: Given[str] | None = None
    keep: Given[Duration] | None = None


class DataPolicy(Struct, frozen=True, gc=False):
    """How data of one tag (`pii`, `phi`, …) is treated."""

    keep: Given[Duration] | None = None
    mask: Given[Mask] | None = None
    region: Given[str] | None = None
    encrypted: Given[bool] | None = None


class Policies(Struct, frozen=True, gc=False):
    """All of them, at one level of the cascade."""

    calls: CallPolicy = CallPolicy()
    events: EventPolicy = EventPolicy()
    versions: VersionPolicy = VersionPolicy()
    slo: Slo = Slo()
    audit: AuditPolicy = AuditPolicy()
    data: Mapping[str, DataPolicy] = field(default_factory=dict)
