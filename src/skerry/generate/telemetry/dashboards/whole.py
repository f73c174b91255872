"""The dashboards of a system: those about which the model has something to show."""

from __future__ import annotations

import json
from collections.abc import Iterator

from skerry.generate.telemetry.dashboards import events, fleet, promises, sagas, service
from skerry.generate.telemetry.dashboards.panels import Row, dashboard
from skerry.generate.telemetry.objectives import names, objectives
from skerry.model.system import System


def dashboards(system: System) -> Iterator[tuple[str, str]]:
    """Each by its name, as JSON."""
    services = names(system)
    for name, rows in _rows(system):
        content = dashboard(system, name, rows, services if name == "service" else ())
        yield name, json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _rows(system: System) -> Iterator[tuple[str, list[Row]]]:
    yield "fleet", list(fleet.rows(system))
    yield "service", list(service.rows(system))
    if any(each.reactions or each.views or each.publishes for each in system.services.values()):
        yield "events", list(events.rows(system))
    if system.sagas:
        yield "sagas", list(sagas.rows(system))
    if any(objectives(system, each) for each in system.services.values()):
        yield "promises", list(promises.rows(system))
