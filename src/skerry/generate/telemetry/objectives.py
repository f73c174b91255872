"""What services promise, as shares of requests that are good: of a quantile, the share that has to be faster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from skerry.generate.telemetry.exposed import BOUNDS
from skerry.model.system import Operation, Service, Slo, System
from skerry.model.terms.operations import Route

AVAILABILITY, LATENCY = "availability", "latency"
_P95 = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class Objective:
    """One promise: `share` of the requests are good, that is, not answered with 5xx, or (`limit`) within so many seconds.

    `name` tells it apart among those of its service; `route` is the one that it is about (None: all requests).
    """

    service: str
    kind: str
    name: str
    share: Decimal
    limit: float = 0.0
    route: Route | None = None

    @property
    def budget(self) -> Decimal:
        """The share of requests that may be bad."""
        return 1 - self.share

    @property
    def matchers(self) -> tuple[str, ...]:
        """Those of the requests it is about, in whichever version they ask for it."""
        if self.route is None:
            return ()
        path = "".join(f"[{char}]" if char in "{}.+*" else char for char in self.route.path)
        return (f'http_request_method="{self.route.method}"', f'http_route=~"/v[0-9]+{path}"')

    @property
    def promise(self) -> str:
        """In words."""
        percent = f"{format(self.share * 100, 'f').rstrip('0').rstrip('.')} %"
        return f"{percent} of requests within {self.limit:g} s" if self.limit else f"{percent} of requests without 5xx"


def objectives(system: System, service: Service) -> tuple[Objective, ...]:
    """Those of the service, then those of operations that say something of their own."""
    return tuple(each for each in _all(system, service) if not unmeasurable(each))


def refused(system: System, service: Service) -> Iterator[str]:
    """What is promised and can't be held against what is measured, and why."""
    for each in _all(system, service):
        if why := unmeasurable(each):
            yield f"{each.service}: {each.name} has no alerts: {why}"


def unmeasurable(objective: Objective) -> str:
    """Why a promise can't be watched; '' where it can."""
    if objective.budget <= 0:
        return "100 % leaves no budget that could burn; promise what can be kept"
    if objective.limit > BOUNDS[-1]:
        return f"times above {BOUNDS[-1]:g} s are not told apart"
    return ""


def watched(service: Service) -> bool:
    """Whether it is known what it measures: it is generated, with an application that shows its metrics."""
    return service.runs is None


def names(system: System) -> list[str]:
    """The services that are watched."""
    return [each.name for each in system.services.values() if watched(each)]


def _all(system: System, service: Service) -> Iterator[Objective]:
    if not watched(service):
        return
    yield from _of(service, service.policies.slo)
    for operation in service.operations.values():
        if operation.route and operation.slo != Slo():
            yield from _of(service, operation.slo, operation)


def _of(service: Service, slo: Slo, operation: Operation | None = None) -> Iterator[Objective]:
    about = f" {operation.name.operation}" if operation else ""
    route = operation.route if operation else None
    if slo.availability:
        share = slo.availability.value.number / 100
        yield Objective(service.name, AVAILABILITY, AVAILABILITY + about, share, route=route)
    if slo.latency_p95:
        limit = slo.latency_p95.value.seconds
        yield Objective(service.name, LATENCY, LATENCY + about, _P95, limit, route)
