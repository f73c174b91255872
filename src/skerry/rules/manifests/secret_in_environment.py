"""A secret is given in the environment.

Why: The environment is printed by crash reports, read by every child process, and shown by `kubectl describe` of more people than have
the secret. It does not change when the secret does.

Instead: Mount the Secret as a file (`volumes: [{ secret: … }]`), and let the program read it from there.

When: A container has a variable from `secretKeyRef`, or `envFrom` of a Secret.

Source: checkov CKV_K8S_35; kube-linter read-secret-from-env-var (off by default); NSA, Kubernetes Hardening Guide, 2022.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, mapping, rows
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(
    deployment(
        pod="volumes: [{ name: db, secret: { secretName: orders-db } }]",
        container="volumeMounts: [{ name: db, mountPath: /secrets/db }]",
    )
)
BROKEN = both(
    deployment(container="env: [{ name: DATABASE_URL, valueFrom: { secretKeyRef: { name: orders-db, key: url } } }]")
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} is given a secret in its environment")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    for index, each in rows(container.body, "env"):
        if mapping(each, "valueFrom", "secretKeyRef"):
            return ("env", index, "valueFrom", "secretKeyRef")
    for index, each in rows(container.body, "envFrom"):
        if mapping(each, "secretRef"):
            return ("envFrom", index, "secretRef")
    return None
