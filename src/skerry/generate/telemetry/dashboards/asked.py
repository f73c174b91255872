"""Queries that more than one dashboard shows: rate, errors and duration (RED; Wilkie, 2015)."""

from __future__ import annotations

from skerry.generate.telemetry.exposed import SERVED
from skerry.generate.telemetry.queries import per, rate, select
from skerry.model.system import System

WINDOW = "$__rate_interval"
FAILED = 'http_response_status_code=~"5.."'


def requests(system: System, job: str = "", *labels: str) -> str:
    """Requests a second."""
    return per("sum", rate(select(system, f"{SERVED}_count", job), WINDOW), *labels)


def failed(system: System, job: str = "", *labels: str) -> str:
    """The share of them that failed: none, where none ever has."""
    bad = per("sum", rate(select(system, f"{SERVED}_count", job, FAILED), WINDOW), *labels)
    total = requests(system, job, *labels)
    return f"({bad} or 0 * {total}) / {total}"


def quantile(system: System, share: float, series: str, job: str = "", *labels: str) -> str:
    """How long the share of them took at most, in seconds."""
    return f"histogram_quantile({share:g}, {per('sum', rate(select(system, f'{series}_bucket', job), WINDOW), 'le', *labels)})"


def most(system: System, series: str, job: str = "", *labels: str) -> str:
    """The highest that the replicas of a service say."""
    return per("max", select(system, series, job), *labels)
