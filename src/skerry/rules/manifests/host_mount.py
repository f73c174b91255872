"""A pod has files of its node.

Why: The socket of the container runtime is root on the node; so is /etc, and /proc shows the secrets of all others.

Instead: Use an `emptyDir`, a volume claim or a ConfigMap. Agents that really read the node should mount the one folder, and read-only.

When: A hostPath volume that is mounted names a socket of the container runtime (an error), or `/`, /boot, /dev, /etc, /lib, /proc,
/sys or /usr.

Source: kube-linter docker-sock, sensitive-host-mounts; checkov CKV_K8S_27.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.formats.kubernetes.values import rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(pod="volumes: [{ name: tmp, emptyDir: {} }]"))
BROKEN = both(
    deployment(
        pod="volumes: [{ name: etc, hostPath: { path: /etc } }]",
        container="volumeMounts: [{ name: etc, mountPath: /host }]",
    )
)


_SOCKETS = re.compile(r"/(?:docker|containerd|crio|podman).sock$")
_FOLDERS = frozenset(["/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each volume."""
    for workload in manifests(case).workloads:
        mounted = {text(mount, "name") for each in workload.containers for _, mount in rows(each.body, "volumeMounts")}
        for index, volume in rows(workload.pod, "volumes"):
            path = text(volume, "hostPath", "path")
            folder = path.rstrip("/") or "/"
            socket = bool(_SOCKETS.search(path))
            if path and text(volume, "name") in mounted and (socket or folder in _FOLDERS):
                yield Hit(
                    (workload.resource.subject, path),
                    f"{workload.resource.title} has {path} of its node",
                    workload.span("spec", "volumes", index, "hostPath", "path"),
                    severity=Severity.ERROR if socket else None,
                )
