"""A value is not what its field takes.

Why: The API server refuses the object; in a pipeline that applies many, half of a release is then in the cluster and half is not.

Instead: Write a value of the type and form that the schema asks for. Numbers and `true` that are meant as text want quotes.

When: A value has another type than its field, is none of those that it may have, breaks a pattern or a bound; or a field that has to be
there is missing. Schemas are those of `unknown-field`.

Source: Kubernetes documentation, API concepts (validation); istioctl analyze IST0106; kubeconform.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.schemas.faults import INVALID
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._schemas import hits
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(container='env: [{ name: LIMIT, value: "3" }]'))
BROKEN = both(deployment(container="env: [{ name: LIMIT, value: 3 }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each value."""
    yield from hits(case, INVALID)
