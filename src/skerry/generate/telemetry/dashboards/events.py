"""Events from the outbox to the read model: where they wait, who gives up on them, how late they come."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.dashboards.asked import WINDOW, most, quantile
from skerry.generate.telemetry.dashboards.panels import Panel, Row
from skerry.generate.telemetry.exposed import HEARD
from skerry.generate.telemetry.queries import per, rate, select
from skerry.model.system import System


def rows(system: System) -> Iterator[Row]:
    """In the order in which an event passes."""
    waiting, age = (most(system, f"skerry_outbox_{each}", "", "kind") for each in ("waiting", "oldest_seconds"))
    yield Row(
        "Handed on",
        (
            Panel("Outbox: rows that wait", [(waiting, "{{job}} {{kind}}")], width=12),
            Panel("Outbox: age of the oldest", [(age, "{{job}} {{kind}}")], "s", width=12),
        ),
    )  # fmt: skip
    handled = per("sum", rate(select(system, f"{HEARD}_count"), WINDOW), "message_type", "outcome")
    yield Row(
        "Heard",
        (
            Panel("Events that wait", [(most(system, "skerry_events_waiting"), "{{job}}")]),
            Panel("Age of the oldest", [(most(system, "skerry_events_oldest_seconds"), "{{job}}")], "s"),
            Panel("Dead letters", [(most(system, "skerry_dead_letters"), "{{job}}")], limit=1),
            Panel("Handled", [(handled, "{{job}} {{message_type}} {{outcome}}")], "eps", width=12),
            Panel("95 % within", [(quantile(system, 0.95, HEARD, "", "message_type"), "{{job}} {{message_type}}")], "s", width=12),
        ),
    )  # fmt: skip
    yield Row(
        "Read models",
        (
            Panel(
                "How late the last event came, and how late it may be",
                [
                    (most(system, "skerry_view_delay_seconds", "", "view"), "{{job}} {{view}}"),
                    (most(system, "skerry_view_lag_limit_seconds", "", "view"), "{{job}} {{view}}: allowed"),
                ],
                "s",
                width=12,
            ),
            Panel("Events not read yet", [(most(system, "skerry_view_behind", "", "view"), "{{job}} {{view}}")], width=12),
        ),
    )  # fmt: skip
