"""Something is put into the namespace `default`.

Why: There is no border around it: no policy, quota or right can be given to it alone.

Instead: Give each system a namespace, and name it in `metadata.namespace` or in the kustomization.

When: A workload, Service, ConfigMap, Secret, Ingress or ServiceAccount names `default`, or no namespace while no manifest here makes
one and no kustomization sets one.

Source: checkov CKV_K8S_21; kube-linter use-namespace (off by default); Center for Internet Security, Kubernetes Benchmark, 5.6.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
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
    """One finding for each file, with the first objects of it."""
    known = manifests(case)
    running = {id(each.resource) for each in known.workloads}
    found: dict[tuple[str, bool], list[Resource]] = {}
    for each in known.resources:
        open_ = not each.namespace and not known.of("Namespace") and not each.scope
        if (id(each) in running or each.kind in _KINDS) and (open_ or each.namespace == "default"):
            found.setdefault((each.path, open_), []).append(each)
    for (path, open_), rows in found.items():
        names = joined([each.title for each in rows], 4)
        plural = len(rows) > 1
        said = (
            ("name" if plural else "names") + " no namespace: unless one is given, it is"
            if open_
            else "are in"
            if plural
            else "is in"
        )
        where = ("metadata", "name") if open_ else ("metadata", "namespace")
        related = tuple((each.span(*where), "and this one") for each in rows[1:4])
        yield Hit((path, str(open_)), f"{names} {said} `default`", rows[0].span(*where), related=related)
