"""What is promised, what is kept, and how fast budgets burn."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.burning import BAD, OBJECTIVE, REQUESTS, SPEEDS, ratio
from skerry.generate.telemetry.dashboards.panels import Panel, Row
from skerry.generate.telemetry.queries import select
from skerry.model.system import System

_SLO = "{{job}} {{slo}}"


def rows(system: System) -> Iterator[Row]:
    """Of 30 days, then how fast, over each pair of windows that an alert watches."""

    def burns(window: str) -> str:
        return f"{select(system, ratio(window))} / (1 - {select(system, OBJECTIVE)})"

    yield Row(
        "30 days",
        (
            Panel("Budget that is left", [(f"1 - {burns('30d')}", _SLO)], "percentunit", "bargauge"),
            Panel("Kept", [(f"1 - {select(system, ratio('30d'))}", _SLO)], "percentunit", "bargauge"),
            Panel("Promised", [(select(system, OBJECTIVE), _SLO)], "percentunit", "bargauge"),
        ),
    )
    yield Row(
        "How many times faster than allowed it burns",
        tuple(
            Panel(
                f"{each.long} and {each.short}: {each.severity} from {each.factor:g} on",
                [(burns(each.long), f"{_SLO} {each.long}"), (burns(each.short), f"{_SLO} {each.short}")],
                "x",
                width=12,
                limit=each.factor,
            )
            for each in SPEEDS
        ),
    )
    yield Row(
        "Requests",
        (
            Panel("That count", [(select(system, REQUESTS), _SLO)], "reqps"),
            Panel("That are bad", [(select(system, BAD), _SLO)], "reqps"),
            Panel(
                "Alerts", [(select(system, "ALERTS", "", 'slo!=""'), "{{alertname}} {{job}} {{slo}} {{alertstate}}")]
            ),
        ),
    )
