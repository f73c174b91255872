"""A policy is meant for pods that are not there.

Why: It protects nothing, and reads as if it did; a disruption budget without pods even stops some upgrades.

Instead: Select labels that pods have; or remove the policy.

When: The selector of a NetworkPolicy, PodDisruptionBudget, of a policy of Istio (AuthorizationPolicy, PeerAuthentication,
RequestAuthentication, Sidecar, Telemetry, WasmPlugin) or of a Linkerd Server asks for labels that no pod of its namespace has, and
something here runs pods. Of pods
that an operator makes nobody knows.

Source: Kiali KIA0004; istioctl analyze IST0127, IST0101 (Sidecar); Kubernetes documentation, Network Policies.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import matches
from skerry.formats.kubernetes.values import Key, labels, mapping, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import nearest
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import made_by_operator, manifests
from skerry.rules.manifests._examples import both, deployment, thing
from skerry.rules.manifests._mesh import ROOT
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_BUDGET = thing(
    "policy/v1", "PodDisruptionBudget", spec="maxUnavailable: 1\nselector: { matchLabels: { app: orders } }"
)
SOUND = both(deployment(), _BUDGET)
BROKEN = both(deployment("order"), _BUDGET)


_SELECTORS: dict[str, tuple[str, ...]] = {
    "NetworkPolicy.networking.k8s.io": ("spec", "podSelector"),
    "PodDisruptionBudget.policy": ("spec", "selector"),
    "AuthorizationPolicy.security.istio.io": ("spec", "selector"),
    "PeerAuthentication.security.istio.io": ("spec", "selector"),
    "RequestAuthentication.security.istio.io": ("spec", "selector"),
    "Telemetry.telemetry.istio.io": ("spec", "selector"),
    "WasmPlugin.extensions.istio.io": ("spec", "selector"),
    "Sidecar.networking.istio.io": ("spec", "workloadSelector"),
    "Server.policy.linkerd.io": ("spec", "podSelector"),
}


def check(case: Case) -> Iterator[Answer]:
    """One finding for each policy."""
    known = manifests(case)
    for type_, keys in _SELECTORS.items():
        for each in known.of(type_):
            selector = _selector(each, keys)
            if not selector or _selected(known, each, selector):
                continue
            if not known.workloads or made_by_operator(known, each.namespace, labels(selector, "matchLabels")):
                yield Unknown((each.subject,))
            else:
                message = f"{each.title} is meant for pods that are not there"
                yield Hit((each.subject,), message, each.span(*keys), fix=_nearest(known, each, selector))


def _selector(each: Resource, keys: tuple[Key, ...]) -> dict[str, object]:
    """As a LabelSelector: that of a Sidecar has `labels`."""
    said = mapping(each.body, *keys)
    if "labels" in said:
        return {"matchLabels": mapping(said, "labels")}
    return said if mapping(said, "matchLabels") or said.get("matchExpressions") else {}


def _selected(known: Manifests, each: Resource, selector: dict[str, object]) -> bool:
    everywhere = each.namespace == ROOT and each.group.endswith("istio.io")
    return any(
        matches(selector, pod.labels) and (everywhere or same(pod.namespace, each.namespace)) for pod in known.workloads
    )


def _nearest(known: Manifests, each: Resource, selector: dict[str, object]) -> str:
    for key, value in mapping(selector, "matchLabels").items():
        there = sorted(
            {pod.labels[key] for pod in known.workloads if same(pod.namespace, each.namespace) and key in pod.labels}
        )
        if there and value not in there and (near := nearest(text(value), there)):
            return f"did you mean `{key}: {near}`?"
    return ""
