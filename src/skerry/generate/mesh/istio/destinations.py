"""How pods of an app are reached: with the mesh's certificates, passing over those that fail; and which versions of it there are."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.identity import CLUSTER, namespace
from skerry.generate.kubernetes.meta import Object, document, shared
from skerry.generate.mesh.calls import breaker, lasting
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import Breaker, System

VERSION = "networking.istio.io/v1"
_PAUSE = 30.0  # seconds, where the model says nothing


def host(system: System, app: str) -> str:
    """The full name of a Service: a short one would mean another one in another namespace."""
    return f"{app}.{namespace(system)}.svc.{CLUSTER}"


def destination(system: System, versions: Sequence[Workload]) -> Object:
    """The DestinationRule of an app; `versions` are its workloads."""
    first = versions[0]
    policy: Object = {"tls": {"mode": "ISTIO_MUTUAL"}}
    if known := breaker(first):
        policy["outlierDetection"] = _passed_over(known)
    spec: Object = {"host": host(system, first.app), "trafficPolicy": policy}
    if len(versions) > 1:
        spec["subsets"] = [{"name": each.version, "labels": {"version": each.version}} for each in versions]
    return {**document("DestinationRule", VERSION, system, first.app, shared(system, first)), "spec": spec}


def _passed_over(known: Breaker) -> Object:
    pause = float(known.pause.seconds) if known.pause else _PAUSE
    after = int(known.after.number)
    return {
        "consecutive5xxErrors": Noted(0, "A 500 is an answer: it says nothing of the pod."),
        "consecutiveGatewayErrors": after,
        "splitExternalLocalOriginErrors": True,
        "consecutiveLocalOriginFailures": after,
        "interval": "1s",
        "baseEjectionTime": lasting(pause),
        "maxEjectionPercent": 50,
    }
