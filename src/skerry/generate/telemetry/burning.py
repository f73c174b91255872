"""Alerts on how fast the budget of a promise burns, over a long and a short window (The Site Reliability Workbook, chapter 5).

The long window keeps a moment's trouble from waking anybody, the short one ends the alert soon after the trouble. Rules are chained:
what is recorded over five minutes is all that reads the services' series, and longer windows are sums of it. Unlike a mean of shares, a
share of sums counts each request once, in calm hours as in busy ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from skerry.generate.telemetry.exposed import BOUNDS, SERVED
from skerry.generate.telemetry.objectives import Objective
from skerry.generate.telemetry.queries import identity, per, rate, select
from skerry.model.system import System

REQUESTS, BAD, OBJECTIVE = "slo:requests:rate5m", "slo:bad_requests:rate5m", "slo:objective:ratio"
_HOURLY = ("slo:requests:rate1h", "slo:bad_requests:rate1h")
WINDOWS = {"5m": 5, "30m": 30, "1h": 60, "2h": 120, "6h": 360, "1d": 1440, "3d": 4320, "30d": 43200}  # in minutes
_DAY, MONTH = 1440, 43200
Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speed:
    """How many times faster than allowed a budget burns; it is `gone` after so long, if nothing changes."""

    factor: float
    long: str
    short: str
    severity: str
    gone: str


SPEEDS = (
    Speed(14.4, "1h", "5m", "page", "2 days"),
    Speed(6, "6h", "30m", "page", "5 days"),
    Speed(3, "1d", "2h", "ticket", "10 days"),
    Speed(1, "3d", "6h", "ticket", "30 days"),
)


def ratio(window: str) -> str:
    """The name of the share of bad requests over a window."""
    return f"slo:bad_requests:ratio_rate{window}"


def speeds(objective: Objective) -> Iterator[Speed]:
    """Those that can be seen: a budget of a tenth can't burn 14 times as fast as allowed, for more than all requests can't fail."""
    return (each for each in SPEEDS if each.factor * float(objective.budget) < 1)


def alert(objective: Objective, speed: Speed) -> str:
    """The name of the alert."""
    return f"{objective.kind.capitalize()}BudgetGoneIn{speed.gone.title().replace(' ', '')}"


def expression(system: System, objective: Objective, speed: Speed) -> str:
    """When it fires."""
    slo = f'slo="{objective.name}"'
    limit = f"{speed.factor:g} * {objective.budget.normalize():f}"
    return "\nand\n".join(
        f"{select(system, ratio(window), objective.service, slo)} > {limit}" for window in (speed.long, speed.short)
    )


def recorded(system: System, objective: Objective) -> Iterator[Rule]:
    """What is recorded of a promise: its requests, the bad ones among them, and what is promised."""
    total = _requests(system, objective, "_count")
    labels = {"slo": objective.name}
    yield {"record": REQUESTS, "expr": total, "labels": labels}
    bad = _slow(system, objective, total) if objective.limit else _failed(system, objective, total)
    yield {"record": BAD, "expr": bad, "labels": labels}
    yield {
        "record": OBJECTIVE,
        "expr": f"vector({objective.share.normalize():f})",
        "labels": {**identity(system, objective.service), **labels},
    }


def windows() -> tuple[list[Rule], list[Rule]]:
    """The shares over all windows, for all promises of all services at once: what is asked often, and what may be some minutes old."""
    often = [{"record": ratio("5m"), "expr": f"{BAD} / {REQUESTS}"}]
    often += [_summed(window, BAD, REQUESTS) for window, minutes in WINDOWS.items() if 5 < minutes < _DAY]
    days = [_summed(window, BAD, REQUESTS) for window, minutes in WINDOWS.items() if _DAY <= minutes < MONTH]
    hourly = [
        {"record": name, "expr": f"avg_over_time({of}[1h])"} for name, of in zip(_HOURLY, (REQUESTS, BAD), strict=True)
    ]
    return often, [*days, *hourly, _summed("30d", _HOURLY[1], _HOURLY[0])]


def _summed(window: str, bad: str, requests: str) -> Rule:
    return {"record": ratio(window), "expr": f"sum_over_time({bad}[{window}])\n/\nsum_over_time({requests}[{window}])"}


def _requests(system: System, objective: Objective, suffix: str, *more: str) -> str:
    return per("sum", rate(select(system, SERVED + suffix, objective.service, *objective.matchers, *more)))


def _failed(system: System, objective: Objective, total: str) -> str:
    """As `skerry ps` counts: 5xx. Where none has ever been, none is the answer, and not silence."""
    failed = _requests(system, objective, "_count", 'http_response_status_code=~"5.."')
    return f"{failed}\nor\n0 * {total}"


def _slow(system: System, objective: Objective, total: str) -> str:
    """All but those that were fast enough. Within a bucket requests are taken to be spread evenly, as by `histogram_quantile`."""
    low, high = bucket(objective.limit)
    within = round((objective.limit - low) / (high - low), 4)
    upper = _requests(system, objective, "_bucket", _bound(high))
    if within == 1:
        return f"{total}\n- {upper}"
    fast = f"{within:g} * {upper}"
    if low:
        fast = f"{round(1 - within, 4):g} * {_requests(system, objective, '_bucket', _bound(low))}\n- {fast}"
    return f"{total}\n- {fast}"


def bucket(limit: float) -> tuple[float, float]:
    """The bounds of the bucket that a time falls into, the lower one excluded."""
    return next((low, high) for low, high in pairwise((0.0, *BOUNDS)) if low < limit <= high)


def _bound(seconds: float) -> str:
    """`1.0` as Python prints it, `1` as others do."""
    text = f"{seconds:g}"
    return f'le="{text}"' if "." in text else f'le=~"{text}([.]0)?"'
