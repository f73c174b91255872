"""A container asks for a part of what it needs.

Why: Without a request for the processor it is the first to starve; without a limit of memory it takes that of its neighbours until the
node kills one of them.

Instead: Write `requests: { cpu, memory }` and `limits: { memory }`. A limit of the processor is disputed, and not asked for.

When: A container that runs as long as its pod has no request for the processor or no limit of memory. Of a service that has neither
requests nor limits at all `no-resource-limits` speaks already.

Source: kube-linter unset-cpu-requirements, unset-memory-requirements; checkov CKV_K8S_10 to 13.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at, mapping
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers, told
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="resources: { requests: { cpu: 100m }, limits: { memory: 256Mi } }"))
BROKEN = both(deployment(container="resources: { requests: { cpu: 100m } }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    others = told(case)

    def wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
        asks = at(container.body, "resources", "requests", "cpu") or at(container.body, "resources", "limits", "cpu")
        bound = at(container.body, "resources", "limits", "memory")
        nothing = not mapping(container.body, "resources") and workload.resource.name in others
        return None if container.first or nothing or (asks and bound) else ("resources",)

    yield from containers(case, wrong, lambda names: f"{names} has no request for the processor, or no limit of memory")
