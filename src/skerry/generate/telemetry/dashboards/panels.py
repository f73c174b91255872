"""A dashboard as Grafana has it: rows of panels, laid out from left to right, under a UID that never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from skerry.generate.identity import namespace
from skerry.model.system import System

_WIDTH = 24  # columns of a dashboard
_SCHEMA = 39  # Grafana 10 and later
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
SERVICE = "$service"  # chosen above a dashboard


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn: `queries` are PromQL with the legend of what they give; `kind` is Grafana's, `exemplars` lead to traces."""

    title: str
    queries: Sequence[tuple[str, str]]
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8
    about: str = ""
    exemplars: bool = False
    limit: float | None = None  # from here on it is red


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under a title."""

    title: str
    panels: Sequence[Panel] = field(default_factory=tuple)


def dashboard(system: System, name: str, rows: Sequence[Row], services: Sequence[str] = ()) -> dict[str, Any]:
    """A whole one; with `services` one of them is chosen."""
    home = namespace(system)
    return {
        "uid": f"{home}-{name}"[:40],
        "title": f"{system.name}: {name}",
        "tags": ["skerry", home],
        "schemaVersion": _SCHEMA,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "graphTooltip": 1,
        "templating": {"list": list(_variables(services))},
        "links": [
            {"type": "dashboards", "title": system.name, "tags": [home], "asDropdown": True, "includeVars": True}
        ],
        "annotations": {"list": []},
        "panels": list(_laid(rows)),
    }


def _variables(services: Sequence[str]) -> Iterator[dict[str, Any]]:
    yield {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    if services:
        chosen = {"text": services[0], "value": services[0]}
        yield {
            "name": SERVICE.removeprefix("$"), "label": "Service", "type": "custom", "query": ",".join(services), "current": chosen,
            "options": [{"text": each, "value": each, "selected": each == services[0]} for each in services],
        }  # fmt: skip


def _laid(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    top, number = 0, 1
    for row in rows:
        yield {
            "id": number, "type": "row", "title": row.title, "collapsed": False, "panels": [],
            "gridPos": {"h": 1, "w": _WIDTH, "x": 0, "y": top},
        }  # fmt: skip
        top, left, number, height = top + 1, 0, number + 1, 0
        for panel in row.panels:
            if left + panel.width > _WIDTH:
                top, left, height = top + height, 0, 0
            tall = 4 if panel.kind == "stat" else 8
            yield _panel(panel, number, {"h": tall, "w": panel.width, "x": left, "y": top})
            left, height, number = left + panel.width, max(height, tall), number + 1
        top += height


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0}
    if panel.limit is not None:
        steps = [{"color": "green", "value": None}, {"color": "red", "value": panel.limit}]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    found: dict[str, Any] = {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "targets": [
            _target(panel, letter, expr, legend)
            for letter, (expr, legend) in zip("ABCDEF", panel.queries, strict=False)
        ],
    }
    return {**found, "description": panel.about} if panel.about else found


def _target(panel: Panel, letter: str, expr: str, legend: str) -> dict[str, Any]:
    found: dict[str, Any] = {"refId": letter, "datasource": _SOURCE, "expr": expr, "legendFormat": legend}
    if panel.kind == "timeseries":
        found["range"] = True
    else:
        found["instant"] = True
    return {**found, "exemplar": True} if panel.exemplars else found
