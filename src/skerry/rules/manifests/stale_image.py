"""A node keeps an image that it has.

Why: With a tag alone a node runs whatever it once fetched under that name; and anybody's pod there may use a private image without the
right to it.

Instead: Write `imagePullPolicy: Always`: the registry is asked for the digest, and only what is new is fetched.

When: A container does not say `imagePullPolicy: Always`. With no tag, or `latest`, that is what Kubernetes does by itself. An image
with a digest can't be stale.

Source: checkov CKV_K8S_15; Kubernetes documentation, AlwaysPullImages.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, text
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(container="imagePullPolicy: Always"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} may run an image that its node once fetched")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    image = text(container.body, "image")
    policy = text(container.body, "imagePullPolicy")
    name = image.rpartition("/")[2]
    if policy == "Always" or "@sha256:" in image or (not policy and (":" not in name or name.endswith(":latest"))):
        return None
    return ("imagePullPolicy",)
