"""A container can write to its own image.

Why: Who gets in can change the program or bring tools of his own, and nobody sees it in the image.

Instead: Write `readOnlyRootFilesystem: true` into the securityContext, and mount an `emptyDir` where the program has to write: /tmp,
caches.

When: A container does not say `readOnlyRootFilesystem: true`.

Source: kube-linter no-read-only-root-fs; checkov CKV_K8S_22; NSA, Kubernetes Hardening Guide, 2022.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(container="securityContext: { readOnlyRootFilesystem: true }"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} can write to its root file system")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    if at(container.body, "securityContext", "readOnlyRootFilesystem") is True:
        return None
    return ("securityContext", "readOnlyRootFilesystem")
