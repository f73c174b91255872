"""The pod of a workload: one container that may do nothing but its work (Pod Security Standards, restricted), probed and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.generate.kubernetes.certificates import kept
from skerry.generate.kubernetes.meta import Object, labels, selector
from skerry.generate.workloads import Port, Workload
from skerry.generate.workloads.values import IDENTITY, SECRETS
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

_USER = 10001  # that of the image; above all users of a host
_SETTLE = 5  # seconds in which all proxies learn that a pod is leaving
_STARTS = (2, 60)  # seconds between two looks, and how many: a first start brings the database up to date


def template(system: System, workload: Workload) -> Object:
    """The pod template."""
    return {"metadata": {"labels": labels(system, workload)}, "spec": spec(workload)}


def spec(workload: Workload) -> Object:
    """What runs."""
    return {
        "serviceAccountName": workload.app,
        "automountServiceAccountToken": Noted(False, "It has nothing to say to the API server."),
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "terminationGracePeriodSeconds": Noted(
            workload.patience + _SETTLE + 5, "Longer than it may take to be left alone and to finish what it does."
        ),
        "topologySpreadConstraints": [
            _spread("topology.kubernetes.io/zone", workload),
            _spread("kubernetes.io/hostname", workload),
        ],
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {
                        "weight": 100,
                        "podAffinityTerm": {
                            "topologyKey": "kubernetes.io/hostname",
                            "labelSelector": {"matchLabels": selector(workload)},
                        },
                    }
                ]
            }
        },
        "containers": [container(workload)],
        "volumes": list(_volumes(workload)),
    }


def container(workload: Workload) -> Object:
    """The one container."""
    found: Object = {
        "name": workload.app,
        "image": workload.image,
        "imagePullPolicy": "Always",
        "ports": [{"name": each.name, "containerPort": each.number, "protocol": "TCP"} for each in workload.ports],
        "envFrom": [{"configMapRef": {"name": workload.app}}],
        "env": list(_environment(workload)),
        "resources": _resources(workload),
        **_probes(workload),
        "lifecycle": {
            "preStop": {"sleep": {"seconds": Noted(_SETTLE, "Until nobody sends it requests any more.")}},
        },
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": list(_mounts(workload)),
    }
    return found


def _environment(workload: Workload) -> Iterator[Object]:
    yield {"name": "SKERRY_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    for secret in workload.secrets:
        if secret.variable:
            yield {"name": secret.variable, "value": secret.path}


def _resources(workload: Workload) -> Object:
    size = workload.size
    return {
        "requests": {"cpu": str(size.cpu.low), "memory": str(size.memory.low), "ephemeral-storage": "64Mi"},
        "limits": {"cpu": str(size.cpu.high), "memory": str(size.memory.high), "ephemeral-storage": "256Mi"},
    }


def _probes(workload: Workload) -> Object:
    """Started: may take a while. Lives: asks nothing of others, or all would be restarted when one fails. Ready: knows what it needs."""
    started, lives, ready = (_ask(workload.probe, path) for path in (workload.asks or ("", "", "")))
    every, times = _STARTS
    return {
        "startupProbe": {**started, "periodSeconds": every, "failureThreshold": times, "timeoutSeconds": 2},
        "livenessProbe": {**lives, "periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 2},
        "readinessProbe": {**ready, "periodSeconds": 5, "failureThreshold": 2, "timeoutSeconds": 2},
    }


def _ask(port: Port, path: str) -> Object:
    return {"httpGet": {"path": path, "port": port.name}} if path else {"tcpSocket": {"port": port.name}}


def _spread(key: str, workload: Workload) -> Object:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": selector(workload)},
    }


def _mounts(workload: Workload) -> Iterator[Object]:
    for folder in workload.folders:
        yield {"name": folder.name, "mountPath": folder.path}
    for name in dict.fromkeys(secret.name for secret in workload.secrets):
        yield {"name": name, "mountPath": f"{SECRETS}/{name}", "readOnly": True}
    if workload.identity:
        yield {"name": "identity", "mountPath": IDENTITY, "readOnly": True}


def _volumes(workload: Workload) -> Iterator[dict[str, Any]]:
    for folder in workload.folders:
        if not folder.kept:
            yield {"name": folder.name, "emptyDir": {"sizeLimit": folder.size}}
    for name in dict.fromkeys(secret.name for secret in workload.secrets):
        yield {"name": name, "secret": {"secretName": name, "defaultMode": Noted(0o440, "0440")}}
    if workload.identity:
        yield {"name": "identity", "secret": {"secretName": kept(workload.app), "defaultMode": Noted(0o440, "0440")}}
