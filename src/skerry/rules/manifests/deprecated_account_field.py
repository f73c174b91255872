"""An account is named in a field of old.

Why: `serviceAccount` is kept for old clients alone. Where both fields stand and differ, people read one and Kubernetes takes the
other.

Instead: Write `serviceAccountName`.

When: A pod has `serviceAccount` without `serviceAccountName`, or with another value.

Source: kube-linter deprecated-service-account-field.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(pod="serviceAccountName: default"))
BROKEN = both(deployment(pod="serviceAccount: default"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from workloads(case, _wrong, "names its account in the old field `serviceAccount`")


def _wrong(workload: Workload) -> tuple[Key, ...] | None:
    old = text(workload.pod, "serviceAccount")
    return ("spec", "serviceAccount") if old and old != text(workload.pod, "serviceAccountName") else None
