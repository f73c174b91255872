"""A workload does not select its own pods.

Why: The API server refuses it: the controller would make pods for ever and never see one.

Instead: Give the pods of the template each label that `spec.selector` asks for.

When: The labels of the pod template don't fit `spec.selector` of a Deployment, StatefulSet, DaemonSet, ReplicaSet or Rollout.

Source: kube-linter mismatching-selector; Kubernetes documentation, Deployment (selector).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.selectors import matches, shown
from skerry.formats.kubernetes.values import mapping
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment())
BROKEN = both(deployment(labels="{ app: order }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    for each in manifests(case).workloads:
        selector = mapping(each.resource.body, "spec", "selector")
        nested = "matchLabels" in selector or "matchExpressions" in selector
        if each.is_job or not nested or matches(selector, each.labels):
            continue
        has = shown(each.labels) or "no labels"
        yield Hit(
            (each.resource.subject,),
            f"{each.resource.title} does not select its own pods, which have {has}",
            each.resource.span("spec", "selector"),
            related=((each.span("metadata", "labels"), "the labels of its pods"),),
        )
