"""Something is put into the namespace `default`.

Why: There is no border around it: no policy, quota or right can be given to it alone.

Instead: Give each system a namespace, and name it in `metadata.namespace` or in the kustomization.

When: A workload, Service, ConfigMap, Secret, Ingress or ServiceAccount names `default`, or no namespace while no manifest here makes
one and no kustomization sets one.

Source: checkov CKV_K8S_21; kube-linter use-namespace (off by default); Center for Internet Security, Kubernetes Benchmark, 5.6.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(about="namespace: shop"))
BROKEN = both(deployment())


_KINDS = frozenset(["Service", "ConfigMap", "Secret", "ServiceAccount", "Ingress", "PersistentVolumeClaim"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each object."""
    known = manifests(case)
    running = {id(each.resource) for each in known.workloads}
    for each in known.resources:
        open_ = not each.namespace and not known.of("Namespace") and not each.scope
        if (id(each) in running or each.kind in _KINDS) and (open_ or each.namespace == "default"):
            what = "is put into `default`" if each.namespace else "names no namespace, and so is put into `default`"
            where = ("metadata", "namespace") if each.namespace else ("metadata", "name")
            yield Hit((each.subject,), f"{each.title} {what}", each.span(*where))
