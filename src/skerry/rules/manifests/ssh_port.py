"""A container serves SSH.

Why: Who logs into containers changes what nobody can reproduce; and there is one more door to guard.

Instead: Leave SSH out of the image: `kubectl exec` and `kubectl debug` are there for it, with the cluster's own accounts and audit
log.

When: A container names the TCP port 22.

Source: kube-linter ssh-port.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, rows
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="ports: [{ containerPort: 8080 }]"))
BROKEN = both(deployment(container="ports: [{ containerPort: 22 }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} serves SSH")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    for index, each in rows(container.body, "ports"):
        if each.get("containerPort") == 22 and each.get("protocol", "TCP") == "TCP":
            return ("ports", index, "containerPort")
    return None
