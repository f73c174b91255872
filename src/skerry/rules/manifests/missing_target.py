"""A policy or a scaler is meant for something that is not there.

Why: It has no effect: nothing is scaled, or nothing is protected, and nobody is told.

Instead: Name what there is: kind, name, and for a workload its `apiVersion`.

When: `scaleTargetRef` of a HorizontalPodAutoscaler or of KEDA, or `targetRef`/`targetRefs` of a policy (Istio, Gateway API, Envoy
Gateway, Linkerd) or of a VerticalPodAutoscaler name a workload, Service, Gateway, route or Server that no manifest makes. What is
neither a workload nor a Service, and of which there is none at all here, nobody knows.

Source: Gateway API, policy attachment (`TargetNotFound`); Kubernetes documentation, HorizontalPodAutoscaler; istioctl analyze IST0101.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: orders }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }
  minReplicas: 2
  maxReplicas: 5
"""
SOUND = both(deployment(), _SCALER)
BROKEN = both(deployment("order"), _SCALER)


_SCALERS = (
    "HorizontalPodAutoscaler.autoscaling",
    "ScaledObject.keda.sh",
)
_GROUPS = {  # of kinds that are named without a group
    "Deployment": "apps", "StatefulSet": "apps", "DaemonSet": "apps", "ReplicaSet": "apps", "Rollout": "argoproj.io",
}  # fmt: skip
_ALWAYS = frozenset(["Service", "Deployment.apps", "StatefulSet.apps", "DaemonSet.apps", "ReplicaSet.apps"])


def check(case: Case) -> Iterator[Answer]:
    """One finding for each reference."""
    known = manifests(case)
    for each in known.resources:
        if each.type in _SCALERS:
            said = mapping(each.body, "spec", "scaleTargetRef")
            api = text(said, "apiVersion")
            group = api.rpartition("/")[0] if api else _GROUPS.get(text(said, "kind") or "Deployment", "")
            yield from _target(known, each, ("spec", "scaleTargetRef"), group, text(said, "kind") or "Deployment")
        else:
            yield from _targets(known, each)


def _targets(known: Manifests, each: Resource) -> Iterator[Answer]:
    places: list[tuple[Key, ...]] = [
        ("spec", "targetRefs", place) for place, _ in rows(each.body, "spec", "targetRefs")
    ]
    places += [("spec", "targetRef")] if mapping(each.body, "spec", "targetRef") else []
    for keys in places:
        said = mapping(each.body, *keys)
        group = text(said, "apiVersion").rpartition("/")[0] if "apiVersion" in said else text(said, "group")
        yield from _target(known, each, keys, "" if group == "core" else group, text(said, "kind"))


def _target(known: Manifests, each: Resource, keys: tuple[Key, ...], group: str, kind: str) -> Iterator[Answer]:
    said = mapping(each.body, *keys)
    name = text(said, "name")
    type_ = f"{kind}.{group}" if group else kind
    namespace = text(said, "namespace") or each.namespace
    if not name or not kind or kind in {"Namespace", "GatewayClass"} or known.named(type_, namespace, name):
        return
    if (type_ not in _ALWAYS and not known.of(type_)) or (type_ == "Service" and not known.of("Service")):
        yield Unknown((each.subject, name))
        return
    fix = instead(name, known.names(type_, namespace), f"add {kind} `{name}`")
    message = f"{each.title} is meant for {kind} {name}, which no manifest makes"
    yield Hit((each.subject, kind, name), message, each.span(*keys, "name"), fix=fix)
