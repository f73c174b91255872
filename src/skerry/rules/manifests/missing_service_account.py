"""A pod has an account that is not there.

Why: It is never made: `error looking up service account`, written into the events of a ReplicaSet where few look.

Instead: Add the ServiceAccount beside the workload, or name one that there is.

When: `serviceAccountName` names no ServiceAccount of the namespace. `default` is always there.

Source: kube-linter non-existent-service-account; Kiali KIA1701.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: orders }\n"
SOUND = both(deployment(pod="serviceAccountName: orders"), _ACCOUNT)
BROKEN = both(deployment(pod="serviceAccountName: orders"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    known = manifests(case)
    for each in known.workloads:
        name = each.service_account
        if name != "default" and not known.named("ServiceAccount", each.namespace, name):
            field = "serviceAccountName" if "serviceAccountName" in each.pod else "serviceAccount"
            message = f"{each.resource.title} has the account `{name}`, which no manifest makes"
            fix = instead(name, known.names("ServiceAccount", each.namespace), f"add ServiceAccount `{name}`")
            yield Hit((each.resource.subject, name), message, each.span("spec", field), fix=fix)
