"""Under which name and as whom a workload is known: its Service and its ServiceAccount."""

from __future__ import annotations

from skerry.generate.kubernetes.meta import Object, app, document, labels, selector, shared
from skerry.generate.workloads import Port, Workload
from skerry.model.system import System


def account(system: System, workload: Workload) -> Object:
    """Whom policies name. It has no rights, and its token is mounted nowhere."""
    found = document("ServiceAccount", "v1", system, workload.app, shared(system, workload))
    return {**found, "automountServiceAccountToken": False}


def service(system: System, workload: Workload) -> Object:
    """The name under which callers reach the app, whichever version answers."""
    found = document("Service", "v1", system, workload.app, shared(system, workload))
    return {**found, "spec": {"selector": app(workload.app), "ports": [_port(each) for each in workload.ports]}}


def version(system: System, workload: Workload) -> Object:
    """The name of one version alone, for what splits traffic between them."""
    found = document("Service", "v1", system, f"{workload.app}-{workload.version}-only", labels(system, workload))
    return {**found, "spec": {"selector": selector(workload), "ports": [_port(each) for each in workload.ports]}}


def _port(port: Port) -> Object:
    return {
        "name": port.name,
        "port": port.number,
        "targetPort": port.name,
        "protocol": "TCP",
        "appProtocol": _PROTOCOLS[port.protocol],
    }


_PROTOCOLS = {"http": "http", "https": "https", "grpc": "kubernetes.io/h2c", "tcp": "tcp"}
