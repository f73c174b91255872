"""A manifest has a field that there is not.

Why: The API server refuses it, or, with an older client, drops it without a word: then the probe or limit that it was meant to be is not
there, and nobody knows.

Instead: Write the field as its kind has it; the message names the nearest one.

When: The schema of the object's kind and version does not have the field: of the built-in kinds that of the newest Kubernetes (`--schemas
1.36` takes another one), of others that of a CRD or JSON Schema among the manifests or given with `--schemas`. Where no schema is known
nothing is said.

Source: Kubernetes documentation, Field validation (Strict); istioctl analyze IST0106; kubeconform.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.schemas.faults import UNKNOWN
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._schemas import hits
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(container="livenessProbe: { httpGet: { path: /live, port: 8080 } }"))
BROKEN = both(deployment(container="livenesProbe: { httpGet: { path: /live, port: 8080 } }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each field."""
    yield from hits(case, UNKNOWN)
