"""A probe asks at a port that the container does not name.

Why: The probe fails, and the pod is started again for ever or never gets a request.

Instead: Use the number or name of a port under `ports` of the same container.

When: The container names ports, and a liveness, readiness or startup probe (httpGet, tcpSocket, grpc) asks at another one. Of a name
it is an error: there is nothing that it could mean.

Source: kube-linter liveness-port, readiness-port, startup-port.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import at, mapping, number, rows, text
from skerry.formats.kubernetes.workloads import Container
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(
    deployment(
        container="ports: [{ name: http, containerPort: 8080 }]\nlivenessProbe: { httpGet: { path: /live, port: http } }"
    )
)
BROKEN = both(
    deployment(
        container="ports: [{ name: http, containerPort: 8080 }]\nlivenessProbe: { httpGet: { path: /live, port: 8081 } }"
    )
)


_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each probe."""
    for workload in manifests(case).workloads:
        for container in workload.containers:
            for probe in _PROBES:
                for means in ("httpGet", "tcpSocket", "grpc"):
                    port = at(mapping(container.body, probe, means), "port")
                    if port is None or not _wrong(container, port):
                        continue
                    names = [
                        shown
                        for _, each in rows(container.body, "ports")
                        if (shown := text(each, "name") or text(each, "containerPort"))
                    ]
                    named = isinstance(port, str) and not port.isdigit()
                    yield Hit(
                        (workload.resource.subject, container.name, probe),
                        f"{workload.resource.title}: the {probe} of `{container.name}` asks at port {port}, which it does not name",
                        workload.resource.span(*container.keys, probe, means, "port"),
                        fix=instead(str(port), names, "name the port under `ports`"),
                        severity=Severity.ERROR if named else None,
                    )


def _wrong(container: Container, port: object) -> bool:
    known = list(rows(container.body, "ports"))
    if isinstance(port, str) and not port.isdigit():
        return all(text(each, "name") != port for _, each in known)
    return bool(known) and all(str(number(each, "containerPort")) != str(port) for _, each in known)
