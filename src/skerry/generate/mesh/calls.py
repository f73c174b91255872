"""The calls that a model gives to the mesh (`calls: { owner: mesh }`): how long each may take, and how often it is tried again.

All others are the callers' own business. A mesh must not try them again as well: three tries of three would be nine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.generate.mesh.permits import PARAMETER, Request, operations
from skerry.generate.workloads import Workload
from skerry.model.system import Breaker, Canary, Service, System
from skerry.model.terms.matches import Match

MESH = "mesh"
REPEATABLE = frozenset(["GET", "HEAD", "PUT", "DELETE"])  # asked twice is as good as once (RFC 9110, 9.2.2)
_TEXT = re.compile(r"[A-Za-z0-9_/-]")


@dataclass(frozen=True, slots=True)
class Carried:
    """A call of `source` that the mesh carries. `requests` None are all; `timeout` in seconds (0: as long as it takes)."""

    source: str
    requests: tuple[Request, ...] | None
    timeout: float
    retries: int

    @property
    def repeatable(self) -> bool:
        """Whether the target may see it twice."""
        return self.requests is not None and all(each.method in REPEATABLE for each in self.requests)


def carried(system: System) -> dict[str, list[Carried]]:
    """By the service that is called, in the order of the model."""
    found: dict[str, list[Carried]] = {}
    for service in system.services.values():
        for target, call in _carried(system, service):
            found.setdefault(target, []).append(call)
    return found


def _carried(system: System, service: Service) -> Iterator[tuple[str, Carried]]:
    for call in service.calls:
        target, policy = system.services.get(call.target), call.policy
        if target is None or not (policy.owner and policy.owner.value == MESH):
            continue
        timeout = float(policy.timeout.value.seconds) if policy.timeout else 0.0
        retries = policy.retries.value if policy.retries else 0
        asked = operations(target, [call.operation]) if call.operation and not target.open else ()
        for requests in _alike(asked) if asked else [None]:
            yield target.name, Carried(service.name, requests, timeout, retries)


def _alike(requests: list[Request] | tuple[Request, ...]) -> Iterator[tuple[Request, ...]]:
    """Those that may be repeated apart from those that may not."""
    for again in (True, False):
        if found := tuple(each for each in requests if (each.method in REPEATABLE) is again):
            yield found


def breaker(workload: Workload) -> Breaker | None:
    """When a pod of it is passed over."""
    said = workload.service.policies.calls.breaker if workload.service else None
    return said.value if said else None


def canary(system: System, app: str) -> Canary | None:
    """How requests are split between the versions of an app."""
    placed = system.deploy.services.get(app)
    return placed.canary.value if placed and placed.canary else None


def shares(of: Canary, stable: str) -> dict[str, int]:
    """How many parts of the requests go to each version: percents, or their hundredths where one is not whole."""
    said = {version: float(share.number) for version, share in of.shares.items()}
    whole = 100 if all(each == int(each) for each in said.values()) else 10_000
    found = {version: round(share * whole / 100) for version, share in said.items()}
    rest = whole - sum(found.values())
    return {**found, **({stable: rest} if rest > 0 else {})}


def header(of: Match) -> tuple[str, str, bool]:
    """What a request has to have: the header, its value, and whether that is a regular expression (of a cookie among others)."""
    if of.part == "header":
        return of.name.lower(), of.value, False
    return "cookie", rf"(?:.*;\s*)?{_quoted(of.name)}={_quoted(of.value)}(?:\s*;.*)?", True


def pattern(path: str) -> tuple[str, bool]:
    """A path as routes have it, and whether it is a regular expression, which has to fit all of it."""
    if PARAMETER not in path:
        return path, False
    return "[^/]+".join(_quoted(part) for part in path.split(PARAMETER)), True


def _quoted(text: str) -> str:
    """A text as a regular expression that means it, in RE2 and in Rust."""
    return "".join(each if _TEXT.fullmatch(each) else f"\\{each}" for each in text)


def lasting(seconds: float) -> str:
    """A duration without a fraction, which not all of those who read it take: `5s`, `800ms`."""
    return f"{seconds:.0f}s" if seconds == int(seconds) else f"{max(1, round(seconds * 1000))}ms"
