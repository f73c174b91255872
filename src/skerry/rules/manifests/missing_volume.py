"""A container mounts a volume that its pod does not have.

Why: The API server refuses the workload: no schema tells, since a name is as good as another.

Instead: Add the volume under `volumes` of the pod (or `volumeClaimTemplates` of a StatefulSet), or write the name of one that is
there.

When: A name under `volumeMounts` or `volumeDevices` of a container is that of no volume.

Source: Kubernetes documentation, Volumes; kubectl apply: `volumeMounts[0].name: Not found`.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(
    deployment(pod="volumes: [{ name: tmp, emptyDir: {} }]", container="volumeMounts: [{ name: tmp, mountPath: /tmp }]")
)
BROKEN = both(
    deployment(
        pod="volumes: [{ name: temp, emptyDir: {} }]", container="volumeMounts: [{ name: tmp, mountPath: /tmp }]"
    )
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each mount."""
    for each in manifests(case).workloads:
        there = [text(volume, "name") for _, volume in rows(each.pod, "volumes")]
        there += [
            text(claim, "metadata", "name") for _, claim in rows(each.resource.body, "spec", "volumeClaimTemplates")
        ]
        for container in each.containers:
            for field in ("volumeMounts", "volumeDevices"):
                for place, mount in rows(container.body, field):
                    name = text(mount, "name")
                    if name and name not in there:
                        message = f"{each.resource.title}: `{container.name}` mounts the volume `{name}`, which the pod does not have"
                        where = each.resource.span(*container.keys, field, place, "name")
                        yield Hit((each.resource.subject, container.name, name), message, where,
                                  fix=instead(name, there, f"add the volume `{name}`"))  # fmt: skip
