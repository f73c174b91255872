"""Rate, errors and duration (RED; Wilkie, 2015) of a window of time, out of stored histograms, and what was promised about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from skerry.run.fleet import Slo
from skerry.run.telemetry.measured import Point
from skerry.run.telemetry.store import Store

REQUESTS = "http.server.request.duration"
_FAILED = 500  # statuses from here on are the service's fault


@dataclass(frozen=True, slots=True)
class Red:
    """Requests of a service, or of one operation of it, within a window; durations in seconds, None where there were no requests."""

    service: str
    method: str
    route: str
    requests: int
    failed: int
    p50: float | None
    p95: float | None
    p99: float | None

    @property
    def availability(self) -> float | None:
        """The share of requests that did not fail."""
        return 1 - self.failed / self.requests if self.requests else None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a service has promised, and what it does; shares and seconds. `kept` is None where nothing was asked of it."""

    what: str
    target: float
    found: float | None

    @property
    def kept(self) -> bool | None:
        """Whether it holds."""
        if self.found is None:
            return None
        return self.found >= self.target if self.what == "availability" else self.found <= self.target


def by_service(store: Store, begin: int, end: int) -> dict[str, Red]:
    """Each service in the window from `begin` to `end` (nanoseconds)."""
    return {each.service: each for each in _grouped(store, begin, end, lambda point: (point.service, "", ""))}


def by_operation(store: Store, begin: int, end: int) -> list[Red]:
    """Each method and route of each service."""

    def of(point: Point) -> tuple[str, str, str]:
        method, route = (str(point.attributes.get(f"http.{name}", "")) for name in ("request.method", "route"))
        return point.service, method, route

    return _grouped(store, begin, end, of)


def promises(slo: Slo, red: Red | None) -> list[Promise]:
    """What is promised to callers, held against what they got."""
    found = []
    if slo.availability:
        found.append(Promise("availability", slo.availability, red.availability if red else None))
    if slo.p95:
        found.append(Promise("p95", slo.p95, red.p95 if red else None))
    return found


def _grouped(store: Store, begin: int, end: int, of: Any) -> list[Red]:
    before = {_series(each): each for each in store.points(REQUESTS, begin)}
    groups: dict[tuple[str, str, str], list[tuple[Point, Sequence[int]]]] = {}
    for point in store.points(REQUESTS, end):
        counts = _since(before.get(_series(point)), point)
        if any(counts):
            groups.setdefault(of(point), []).append((point, counts))
    return [_red(key, found) for key, found in sorted(groups.items())]


def _series(point: Point) -> tuple[object, ...]:
    return point.service, point.instance, tuple(sorted(point.attributes.items())), point.since


def _since(before: Point | None, now: Point) -> Sequence[int]:
    """What has come since then; a process that was started again counts from nothing, in a series of its own."""
    if before is None or before.bounds != now.bounds:
        return now.counts
    return [max(0, later - earlier) for earlier, later in zip(before.counts, now.counts, strict=True)]


def _red(key: tuple[str, str, str], found: Iterable[tuple[Point, Sequence[int]]]) -> Red:
    all_ = list(found)
    bounds = all_[0][0].bounds
    alike = [(point, counts) for point, counts in all_ if point.bounds == bounds]
    merged = [sum(column) for column in zip(*(counts for _, counts in alike), strict=True)]
    failed = sum(sum(counts) for point, counts in alike if _status(point.attributes) >= _FAILED)
    quantiles = [quantile(share, bounds, merged) for share in (0.5, 0.95, 0.99)]
    return Red(*key, sum(merged), failed, *quantiles)


def _status(attributes: Mapping[str, Any]) -> int:
    said = str(attributes.get("http.response.status_code", ""))
    return int(said) if said.isdecimal() else 0


def quantile(share: float, bounds: Sequence[float], counts: Sequence[int]) -> float | None:
    """A quantile out of a histogram, as if the values of a bucket lay evenly in it (`histogram_quantile` of Prometheus).

    Values above the last bound count as it.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, below = share * total, 0
    for at, upto in enumerate(accumulate(counts)):
        if upto >= wanted and counts[at]:
            if at == len(bounds):
                return bounds[-1] if bounds else None
            low = bounds[at - 1] if at else 0.0
            return low + (bounds[at] - low) * (wanted - below) / counts[at]
        below = upto
    return bounds[-1] if bounds else None
