"""Labels of the mesh that contradict one another.

Why: A pod gets no proxy, or two ways into the mesh that do not go together; its requests are then plain, or fail.

Instead: Choose one: sidecars (`istio-injection`, `istio.io/rev`), or ambient (`istio.io/dataplane-mode: ambient`, with
`istio.io/use-waypoint`).

When: A Namespace has both `istio-injection` and `istio.io/rev`; a namespace or pod asks for a sidecar and for ambient; something names
a waypoint and is not in ambient (a note); or the waypoint that is named is no Gateway of class `istio-waypoint` here, though some are.

Source: Kiali KIA1311, KIA1312, KIA1313, KIA1314, KIA1315, KIA1316; istioctl analyze IST0123.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._ambient import MODE, USE
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import GATEWAY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }\n"
SOUND = both(_SPACE)
BROKEN = both(_SPACE.replace("ambient }", "ambient, istio-injection: enabled }"))


_INJECT, _REVISION, _POD = "istio-injection", "istio.io/rev", "sidecar.istio.io/inject"
_CLASS = "istio-waypoint"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each namespace and workload."""
    known = manifests(case)
    for each in known.of("Namespace"):
        keys: tuple[Key, ...] = ("metadata", "labels")
        said = each.labels
        if _INJECT in said and _REVISION in said:
            message = f"{each.title} has both `{_INJECT}` and `{_REVISION}`"
            yield Hit((each.subject, _REVISION), message, each.span(*keys, _REVISION), fix=f"remove `{_INJECT}`")
        if said.get(MODE) == "ambient" and (
            said.get(_INJECT) == "enabled" or (_REVISION in said and _INJECT not in said)
        ):
            yield Hit((each.subject, MODE), f"{each.title} asks for sidecars and for ambient", each.span(*keys, MODE))
        yield from _waypoint(known, each, each.name, said, said.get(MODE, ""), keys)
    for pod in known.workloads:
        of_space = known.namespace_labels(pod.namespace) if pod.namespace else {}
        mode = pod.labels.get(MODE) or of_space.get(MODE, "")
        injected = pod.labels.get(_POD) or pod.annotations.get(_POD)
        keys = (*pod.keys, "metadata", "labels")
        if mode == "ambient" and injected == "true":
            message = f"{pod.resource.title} asks for a sidecar and is in ambient"
            yield Hit((pod.resource.subject, _POD), message, pod.resource.span(*keys))
        yield from _waypoint(known, pod.resource, pod.namespace, pod.labels, mode, keys)
    for each in known.of("Service"):
        mode = known.namespace_labels(each.namespace).get(MODE, "") if each.namespace else "unknown"
        yield from _waypoint(known, each, each.namespace, each.labels, mode, ("metadata", "labels"))


def _waypoint(
    known: Manifests, each: Resource, namespace: str, labels: dict[str, str], mode: str, keys: tuple[Key, ...]
) -> Iterator[Hit]:
    name = labels.get(USE, "none")
    if name in {"", "none"}:
        return
    home = labels.get(f"{USE}-namespace") or namespace
    there = [one for one in known.of(GATEWAY) if text(one.body, "spec", "gatewayClassName") == _CLASS]
    if not mode:
        message = f"{each.title} names the waypoint `{name}`, and is not in ambient"
        yield Hit((each.subject, USE), message, each.span(*keys, USE), severity=Severity.NOTE)
    elif there and not any(one in there for one in known.named(GATEWAY, home, name)):
        message = f"{each.title} names the waypoint `{name}`, which no manifest makes"
        fix = instead(name, [one.name for one in there], f"add a Gateway `{name}` of class `{_CLASS}`")
        yield Hit((each.subject, USE, name), message, each.span(*keys, USE), fix=fix)
