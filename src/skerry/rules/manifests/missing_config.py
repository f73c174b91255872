"""A pod is given configuration that is not there.

Why: Its containers do not start: `CreateContainerConfigError`, or the volume is never mounted.

Instead: Name a ConfigMap and a key that there are, or add them; `optional: true` says that it may be missing.

When: A container or volume names a key that no manifest of the ConfigMap has (an error), or a ConfigMap that no manifest makes though
others are made. A kustomization's generators make some.

Source: Kubernetes documentation, Configure a Pod to Use a ConfigMap; kube-linter has no such check.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import mapping
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._given import CONFIG_MAP, references
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: orders }\ndata: { level: info }\n"
SOUND = both(
    deployment(container="env: [{ name: LEVEL, valueFrom: { configMapKeyRef: { name: orders, key: level } } }]"), _MAP
)
BROKEN = both(
    deployment(container="env: [{ name: LEVEL, valueFrom: { configMapKeyRef: { name: orders, key: levels } } }]"), _MAP
)


_EVERYWHERE = frozenset(["kube-root-ca.crt", "istio-ca-root-cert", "openshift-service-ca.crt"])


def check(case: Case) -> Iterator[Answer]:
    """One finding for each ConfigMap or key that a workload names."""
    known = manifests(case)
    for each in references(known, CONFIG_MAP):
        found = known.named("ConfigMap", each.resource.namespace, each.name)
        if each.name in _EVERYWHERE:
            continue
        if not found and not known.of("ConfigMap"):
            yield Unknown((each.resource.subject, each.name))
        elif not found:
            message = f"{each.resource.title} is given ConfigMap `{each.name}`, which no manifest makes"
            names = known.names("ConfigMap", each.resource.namespace)
            fix = instead(each.name, names, f"add ConfigMap `{each.name}`")
            yield Hit((each.resource.subject, each.name), message, each.span, fix=fix, severity=Severity.WARNING)
        elif each.key and not any(one.open_keys for one in found):
            keys = [key for one in found for key in (*mapping(one.body, "data"), *mapping(one.body, "binaryData"))]
            if each.key not in keys:
                message = f"{each.resource.title} is given `{each.key}` of {found[0].title}, which has no such key"
                where = ((found[0].span("data"), "its keys"),)
                fix = instead(each.key, keys, f"add the key `{each.key}`")
                yield Hit((each.resource.subject, each.name, each.key), message, each.key_span, fix=fix, related=where)
