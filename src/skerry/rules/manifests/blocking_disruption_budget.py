"""A disruption budget lets no pod go.

Why: A node can't be drained: upgrades of the cluster stop there, until somebody deletes the pod by hand.

Instead: Let one go at a time: `maxUnavailable: 1`, with at least two replicas; and `unhealthyPodEvictionPolicy: AlwaysAllow`, so that
pods which do not work do not keep a node.

When: `maxUnavailable` is 0; or `minAvailable` is 100%, or at least the number of replicas of the workload that is selected (an
autoscaler's minimum counts, where there is one). Without `unhealthyPodEvictionPolicy` it is a note.

Source: kube-linter pdb-max-unavailable, pdb-min-available, pdb-unhealthy-pod-eviction-policy; Kubernetes documentation, Specifying a
Disruption Budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import mapping, number, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment, thing
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_BUDGET = thing(
    "policy/v1",
    "PodDisruptionBudget",
    spec="maxUnavailable: 1\nunhealthyPodEvictionPolicy: AlwaysAllow\nselector: { matchLabels: { app: orders } }",
)
SOUND = both(deployment(spec="replicas: 3"), _BUDGET)
BROKEN = both(deployment(spec="replicas: 3"), _BUDGET.replace("maxUnavailable: 1", "minAvailable: 3"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each budget."""
    known = manifests(case)
    for each in known.of("PodDisruptionBudget.policy"):
        field = _blocking(known, each)
        if field:
            message = f"{each.title} lets no pod go: {field} is {each.at('spec', field)}"
            yield Hit((each.subject,), message, each.span("spec", field))
        elif not text(each.body, "spec", "unhealthyPodEvictionPolicy"):
            message = f"{each.title} keeps pods that do not work: it has no `unhealthyPodEvictionPolicy`"
            fix = "write `unhealthyPodEvictionPolicy: AlwaysAllow`"
            yield Hit((each.subject, "unhealthy"), message, each.span("spec"), severity=Severity.NOTE, fix=fix)


def _blocking(known: Manifests, each: Resource) -> str:
    most, least = each.at("spec", "maxUnavailable"), each.at("spec", "minAvailable")
    if most is not None and str(most).rstrip("%") == "0":
        return "maxUnavailable"
    if least == "100%":
        return "minAvailable"
    selector = mapping(each.body, "spec", "selector")
    wanted = [_replicas(known, pod) for pod in known.matched(each.namespace, selector)] if selector else []
    counts = [count for count in wanted if count is not None]
    return "minAvailable" if counts and isinstance(least, int) and least >= sum(counts) else ""


def _replicas(known: Manifests, pod: Workload) -> int | None:
    for each in known.of("HorizontalPodAutoscaler.autoscaling"):
        said = mapping(each.body, "spec", "scaleTargetRef")
        if text(said, "name") == pod.resource.name and text(said, "kind") == pod.resource.kind:
            return number(each.body, "spec", "minReplicas") or 1
    return pod.replicas
