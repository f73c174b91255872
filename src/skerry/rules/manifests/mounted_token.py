"""A pod has a key to the cluster that it may not need.

Why: The token of its account lies in each container. Who gets in asks the API server with it, and often learns more than he should.

Instead: Write `automountServiceAccountToken: false` into the pod, or into its ServiceAccount; leave it where the program speaks to
Kubernetes.

When: Neither the pod nor its ServiceAccount says `automountServiceAccountToken: false`, and no RoleBinding here gives its account any
rights: one that has some is meant to use them.

Source: checkov CKV_K8S_38; kubescape C-0034; Kubernetes documentation, Configure Service Accounts for Pods.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at, rows, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests, workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(pod="automountServiceAccountToken: false"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    known = manifests(case)
    bound = {
        (text(subject, "name"), text(subject, "namespace") or binding.namespace)
        for binding in known.of("RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io")
        for _, subject in rows(binding.body, "subjects")
        if text(subject, "kind") == "ServiceAccount"
    }

    def wrong(workload: Workload) -> tuple[Key, ...] | None:
        said = at(workload.pod, "automountServiceAccountToken")
        name, namespace = workload.service_account, workload.namespace
        accounts = known.named("ServiceAccount", namespace, name)
        off = said is False or (
            said is None and any(each.at("automountServiceAccountToken") is False for each in accounts)
        )
        used = any(account == name and (not of or not namespace or of == namespace) for account, of in bound)
        return None if off or used else ("spec", "automountServiceAccountToken")

    yield from workloads(case, wrong, "is given a token of the cluster, and no rights to use it for")
