"""Two policies of the mesh are for the same pods, where one may be.

Why: Istio takes one of them, the oldest, and says nothing of the other.

Instead: Merge them.

When: Two PeerAuthentications, Sidecars or Telemetries of one installation and namespace have no selector, or select the same workload.

Source: Kiali KIA0002, KIA0003; istioctl analyze IST0110, IST0111, IST0159, IST0160.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import apart, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import labels
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_STRICT = """\
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: STRICT } }
"""
SOUND = both(_STRICT)
BROKEN = both(_STRICT, _STRICT.replace("name: default", "name: legacy").replace("STRICT", "PERMISSIVE"))


_TYPES = ("PeerAuthentication.security.istio.io", "Sidecar.networking.istio.io", "Telemetry.telemetry.istio.io")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    known = manifests(case)
    for type_ in _TYPES:
        for one, other in apart(known.of(type_)):
            if (
                not same(one.namespace, other.namespace)
                or one.at("spec", "targetRefs")
                or other.at("spec", "targetRefs")
            ):
                continue
            mine, others = _selector(one), _selector(other)
            if not mine and not others:
                message = f"{other.title} and {one.title} are both for all pods of their namespace"
            elif (
                mine
                and others
                and (shared := {*known.pods(one.namespace, mine)} & {*known.pods(other.namespace, others)})
            ):
                message = f"{other.title} and {one.title} are both for {min(each.resource.title for each in shared)}"
            else:
                continue
            place = ((one.span("metadata", "name"), "the other one"),)
            yield Hit((other.subject, one.subject), message, other.span("metadata", "name"), related=place)


def _selector(each: Resource) -> dict[str, str]:
    return labels(each.body, "spec", "selector", "matchLabels") or labels(
        each.body, "spec", "workloadSelector", "labels"
    )
