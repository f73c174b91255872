"""All services at a glance: who is asked how much, who fails, who is slow, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.burning import OBJECTIVE, ratio
from skerry.generate.telemetry.dashboards.asked import failed, most, quantile, requests
from skerry.generate.telemetry.dashboards.panels import Panel, Row
from skerry.generate.telemetry.exposed import SERVED
from skerry.generate.telemetry.queries import per, select
from skerry.model.system import System

_JOB = "{{job}}"


def rows(system: System) -> Iterator[Row]:
    """From the whole to what waits."""
    up = per("sum", select(system, "up"))
    left = f"1 - {select(system, ratio('30d'))} / (1 - {select(system, OBJECTIVE)})"
    firing = select(system, "ALERTS", "", 'alertstate="firing"')
    yield Row(
        "Now",
        (
            _number("Replicas that answer", f"sum({up})"),
            _number("Requests a second", f"sum({requests(system)})"),
            _number("Dead letters", f"sum({most(system, 'skerry_dead_letters')}) or vector(0)", 1),
            _number(
                "Sagas that wait for a person",
                f"sum({most(system, 'skerry_sagas_parked', '', 'saga')}) or vector(0)",
                1,
            ),
            _number(
                "Open breakers", f"sum({most(system, 'skerry_breaker_open', '', 'server_address')}) or vector(0)", 1
            ),
            _number("Alerts that fire", f"count({firing}) or vector(0)", 1),
        ),
    )
    yield Row(
        "Asked",
        (
            Panel("Requests", [(requests(system), _JOB)], "reqps"),
            Panel("Share that fails", [(failed(system), _JOB)], "percentunit"),
            Panel("95 % within", [(quantile(system, 0.95, SERVED), _JOB)], "s"),
        ),
    )
    yield Row(
        "Promises and what waits",
        (
            Panel("Budget that is left of 30 days", [(left, "{{job}} {{slo}}")], "percentunit", "bargauge"),
            Panel("Outbox: age of the oldest", [(most(system, "skerry_outbox_oldest_seconds", "", "kind"), "{{job}} {{kind}}")], "s"),
            Panel("Events: age of the oldest", [(most(system, "skerry_events_oldest_seconds"), _JOB)], "s"),
        ),
    )  # fmt: skip


def _number(title: str, expr: str, limit: float | None = None) -> Panel:
    return Panel(title, [(expr, "")], kind="stat", width=4, limit=limit)
