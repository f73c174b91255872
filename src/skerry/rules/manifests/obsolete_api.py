"""A version of the API that clusters no longer serve.

Why: After the next upgrade of the cluster, or on it already, the object can't be applied: `no matches for kind`.

Instead: Write the version that the message names, and move fields that were renamed since.

When: The group is one of Kubernetes' own and its newest version (or that of `--schemas 1.36`) does not serve this kind in this version.

Source: kube-linter no-extensions-v1beta; Kubernetes documentation, Deprecated API Migration Guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.schemas.faults import OBSOLETE
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._examples import both, thing
from skerry.rules.manifests._schemas import hits
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(thing("policy/v1", "PodDisruptionBudget", spec="maxUnavailable: 1"))
BROKEN = both(thing("policy/v1beta1", "PodDisruptionBudget", spec="maxUnavailable: 1"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each object."""
    yield from hits(case, OBSOLETE)
