"""Sagas: how many are under way, how many are undone, what waits, their steps, and the engine that drives them."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.dashboards.asked import WINDOW, most, quantile
from skerry.generate.telemetry.dashboards.panels import Panel, Row
from skerry.generate.telemetry.exposed import CALLED
from skerry.generate.telemetry.queries import per, rate, select
from skerry.model.system import Saga, System

_ENGINE = ("engine",)


def rows(system: System) -> Iterator[Row]:
    """Their state, each saga's steps, the engine."""

    def engine(name: str) -> list[tuple[str, str]]:
        return [(most(system, f"skerry_sagas_{name}", "", *_ENGINE), "{{job}} {{engine}}")]

    running = most(system, "skerry_sagas_running", "", "saga", "version")
    yield Row(
        "Under way",
        (
            Panel("Not ended", [(running, "{{saga}}, version {{version}}")]),
            Panel("Being undone", engine("compensating")),
            Panel("Wait for a person", [(most(system, "skerry_sagas_parked", "", "saga"), "{{saga}}")], limit=1),
            Panel("Wait for an event", engine("waiting")),
            Panel("Whose event should have come", engine("overdue"), limit=1),
            Panel("Age of the oldest", engine("oldest_seconds"), "s"),
        ),
    )
    for saga in system.sagas.values():
        yield Row(saga.name, tuple(_steps(system, saga)))
    lease = per("min", select(system, "skerry_sagas_lease_seconds"), *_ENGINE)
    yield Row(
        "Engine",
        (
            Panel("What is left of the lease", [(lease, "{{job}} {{engine}}")], "s"),
            Panel("A commit of the journal takes", engine("commit_seconds"), "s"),
            Panel("Writes in a commit", engine("batch")),
        ),
    )


def _steps(system: System, saga: Saga) -> Iterator[Panel]:
    """What it has others do and undo; steps of its own service are no calls, so they are not counted."""
    done = [step.do for step in saga.steps if step.do and step.do.service != saga.service]
    undone = [step.undo for step in saga.steps if step.undo and step.undo.service != saga.service]
    for title, names in (("Steps", done), ("Steps that are undone", undone)):
        if names:
            matchers = [
                f'server_address=~"{"|".join(dict.fromkeys(each.service for each in names))}"',
                f'operation=~"{"|".join(dict.fromkeys(each.operation for each in names))}"',
            ]
            series = select(system, f"{CALLED}_count", saga.service, *matchers)
            by = ("server_address", "operation", "outcome")
            legend = "{{server_address}}.{{operation}} {{outcome}}"
            yield Panel(title, [(per("sum", rate(series, WINDOW), *by), legend)], "cps")
    if done:
        slow = quantile(system, 0.95, CALLED, saga.service, "server_address", "operation")
        yield Panel("Calls of its service: 95 % within", [(slow, "{{server_address}}.{{operation}}")], "s")
