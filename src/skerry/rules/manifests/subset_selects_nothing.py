"""A subset of a DestinationRule has no pods.

Why: Requests that are sent to it get a 503: `no healthy upstream`.

Instead: Give the labels that the pods of this version have in their template.

When: The Service of the host selects pods, and none of them has the labels of the subset; or the subset has no labels (a note), and is
all of them. Labels of places (`topology.…`) are those of nodes, and not judged.

Source: Kiali KIA0203, KIA0209; istioctl analyze IST0173.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import services
from skerry.formats.kubernetes.selectors import has_all, shown
from skerry.formats.kubernetes.values import labels, rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment, service
from skerry.rules.manifests._routes import DESTINATION_RULE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec:
  host: orders
  subsets: [{ name: v1, labels: { version: v1 } }]
"""
SOUND = both(deployment(), service(), _RULE)
BROKEN = both(deployment(), service(), _RULE.replace("version: v1", "version: v2"))


_PLACES = ("topology.", "failure-domain.")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each subset."""
    known = manifests(case)
    for each in known.of(DESTINATION_RULE):
        found = services(known, text(each.body, "spec", "host"), each.namespace)
        wanted = [labels(one.body, "spec", "selector") for one in found]
        pods = [pod for one, by in zip(found, wanted, strict=True) if by for pod in known.pods(one.namespace, by)]
        for place, subset in rows(each.body, "spec", "subsets"):
            asked = {key: value for key, value in labels(subset, "labels").items() if not key.startswith(_PLACES)}
            name = text(subset, "name")
            where = ("spec", "subsets", place, "labels")
            if "labels" not in subset or not subset["labels"]:
                message = f"{each.title}: subset `{name}` has no labels, and so all pods"
                yield Hit(
                    (each.subject, name), message, each.span("spec", "subsets", place, "name"), severity=Severity.NOTE
                )
            elif pods and not any(has_all(asked, pod.labels) for pod in pods):
                there = joined(
                    sorted({f"`{key}: {pod.labels[key]}`" for pod in pods for key in asked if key in pod.labels}), 5
                )
                message = f"{each.title}: no pod of {found[0].title} has {shown(asked)}, so subset `{name}` is empty"
                yield Hit(
                    (each.subject, name), message, each.span(*where), fix=f"its pods have {there}" if there else ""
                )
