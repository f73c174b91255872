"""The API server refuses what the schema lets through.

Why: A check of schemas says that all is well, and the first `kubectl apply` fails.

Instead: Do as the message says.

When: A Service with several ports does not name each; two of its ports have one name, or one number and protocol; two containers of a
pod have one name; the name of an object, container or port is no DNS label; a request is above its limit; a probe asks in two ways; an
autoscaler's least is above its most; or a PodDisruptionBudget has both bounds.

Source: Kubernetes, pkg/apis/core/validation; kube-linter invalid-target-ports.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment, service
from skerry.rules.manifests._refused import refused
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(), service())
BROKEN = both(deployment(), service(ports="[{ port: 80 }, { port: 443 }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each fault."""
    known = manifests(case)
    for resource, keys, what, fix in refused(known):
        subject = (resource.subject, ".".join(map(str, keys)))
        yield Hit(subject, f"{resource.title}: {what}", resource.span(*keys), fix=fix)
