"""A variable of the environment is set twice.

Why: The last one counts; who changes the first wonders why nothing happens.

Instead: Remove one of the two.

When: Two entries of `env` of a container have the same name.

Source: kube-linter duplicate-env-var.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, rows, text
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="env: [{ name: LEVEL, value: info }]"))
BROKEN = both(deployment(container="env: [{ name: LEVEL, value: info }, { name: LEVEL, value: debug }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} is given a variable twice")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    seen: set[str] = set()
    for index, each in rows(container.body, "env"):
        name = text(each, "name")
        if name in seen:
            return ("env", index, "name")
        seen.add(name)
    return None
