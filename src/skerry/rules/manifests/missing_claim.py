"""A pod waits for a volume claim that is not there.

Why: It stays `Pending` for ever: nobody makes a claim for it.

Instead: Add the PersistentVolumeClaim, or let a StatefulSet make one for each pod by `volumeClaimTemplates`.

When: A volume names a PersistentVolumeClaim of the namespace that no manifest makes.

Source: Kubernetes documentation, Persistent Volumes.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment, thing
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_CLAIM = thing(
    "v1", "PersistentVolumeClaim", spec="accessModes: [ReadWriteOnce]\nresources: { requests: { storage: 1Gi } }"
)
SOUND = both(deployment(pod="volumes: [{ name: data, persistentVolumeClaim: { claimName: orders } }]"), _CLAIM)
BROKEN = both(deployment(pod="volumes: [{ name: data, persistentVolumeClaim: { claimName: orders-data } }]"), _CLAIM)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each volume."""
    known = manifests(case)
    for each in known.workloads:
        for place, volume in rows(each.pod, "volumes"):
            name = text(volume, "persistentVolumeClaim", "claimName")
            if name and not known.named("PersistentVolumeClaim", each.namespace, name):
                message = f"{each.resource.title} waits for the claim `{name}`, which no manifest makes"
                where = each.span("spec", "volumes", place, "persistentVolumeClaim", "claimName")
                names = known.names("PersistentVolumeClaim", each.namespace)
                yield Hit(
                    (each.resource.subject, name), message, where, fix=instead(name, names, f"add the claim `{name}`")
                )
