"""Recording rules and alerts: one file for each service, which its team owns, and one with the windows of all promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import BY, PART, Object, document
from skerry.generate.telemetry import burning
from skerry.generate.telemetry.alerting import Alert
from skerry.generate.telemetry.happening import happening
from skerry.generate.telemetry.objectives import objectives, watched
from skerry.generate.telemetry.promised import promised
from skerry.generate.telemetry.saturated import saturated
from skerry.generate.workloads import Workload, workloads
from skerry.kernel.yaml_text import Noted, yaml
from skerry.model.system import Service, System

WINDOWS = "windows"
UNPUBLISHED = "https://runbooks.invalid"  # RFC 2606: a name that nobody has


def owned(system: System) -> Iterator[tuple[Service, Workload]]:
    """The services that are watched, each with what runs of it."""
    found = {each.app: each for each in reversed(workloads(system))}
    for service in system.services.values():
        if watched(service):
            yield service, found[service.name]


def alerts(system: System, service: Service, workload: Workload) -> tuple[Alert, ...]:
    """All that one service can have."""
    team = workload.team
    return (
        *(alert for objective in objectives(system, service) for alert in promised(system, objective, team)),
        *happening(system, service, team),
        *saturated(system, workload, team),
    )


def groups(system: System, service: Service, found: Sequence[Alert]) -> Object:
    """The rules of one service."""
    recorded = [rule for each in objectives(system, service) for rule in burning.recorded(system, each)]
    made = [{"name": f"{service.name}-promises", "rules": recorded}] if recorded else []
    return {"groups": [*made, {"name": service.name, "rules": [rule(system, each) for each in found]}]}


def windows() -> Object:
    """The shares of bad requests over all windows."""
    often, hourly = burning.windows()
    return {
        "groups": [
            {"name": "promises", "rules": often},
            {
                "name": "promises-long",
                "interval": Noted("5m", "Windows of days change slowly, and are sums of hours."),
                "rules": hourly,
            },
        ]
    }


def rule(system: System, alert: Alert) -> Object:
    """One alert."""
    found: Object = {"alert": alert.name, "expr": alert.expr}
    if alert.hold:
        found["for"] = f"{alert.hold}m"
    return {**found, "labels": labels(alert), "annotations": told(system, alert)}


def labels(alert: Alert) -> dict[str, str]:
    """Whom it calls, and about what."""
    about = {"severity": alert.severity, "service": alert.service, **({"team": alert.team} if alert.team else {})}
    return {**about, **alert.labels}


def told(system: System, alert: Alert) -> dict[str, str]:
    """What a person reads."""
    return {"summary": alert.summary, "runbook_url": f"{runbooks(system)}/{alert.page}.md"}


def runbooks(system: System) -> str:
    """Where the runbooks are published."""
    return system.deploy.runbooks.rstrip("/") or UNPUBLISHED


def resource(system: System, name: str, groups: str) -> str:
    """The same for the Prometheus operator, around the text of the groups."""
    about = {PART: namespace(system), BY: "skerry"}
    head = yaml(document("PrometheusRule", "monitoring.coreos.com/v1", system, name, about))
    return f"{head}spec:\n{indent(groups, '  ')}"
