"""Two Services say different things of one port of the same pods.

Why: The proxy beside the pod has one listener for the port: one of the two protocols is spoken to it wrongly.

Instead: Give the port one protocol in both, or let them be one Service.

When: Two Services of a namespace select the same pods, in a mesh, and have the same port with different protocols (by name or
`appProtocol`), or lead from different ports to one target port.

Source: istioctl analyze IST0116, IST0137.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import apart, same
from skerry.formats.kubernetes.values import labels, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment, service
from skerry.rules.manifests._mesh import in_use
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_MODE = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default }\nspec: { mtls: { mode: STRICT } }\n"
SOUND = both(deployment(), service(), _MODE)
BROKEN = both(
    deployment(),
    service(),
    service("again", selector="{ app: orders }", ports="[{ name: tcp, port: 80, targetPort: 8080 }]"),
    _MODE,
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of Services and port."""
    known = manifests(case)
    chosen: dict[int, list[str]] = {}
    for each in known.of("Service") if in_use(known) else ():
        wanted = labels(each.body, "spec", "selector")
        chosen[id(each)] = [pod.resource.subject for pod in known.pods(each.namespace, wanted)] if wanted else []
    for one, other in apart(known.of("Service"), lambda each: chosen.get(id(each), ())):
        if not same(one.namespace, other.namespace):
            continue
        for place, port in rows(other.body, "spec", "ports"):
            for _, there in rows(one.body, "spec", "ports"):
                what = _conflict(port, there)
                if what:
                    related = ((one.span("spec", "ports"), "the other one"),)
                    where = other.span("spec", "ports", place)
                    yield Hit(
                        (other.subject, one.subject, text(port, "port")),
                        f"{other.title} and {one.title} {what}",
                        where,
                        related=related,
                    )


def _conflict(one: dict[str, object], other: dict[str, object]) -> str:
    mine, others = text(one, "targetPort") or text(one, "port"), text(other, "targetPort") or text(other, "port")
    if text(one, "port") == text(other, "port") and protocol(one) != protocol(other):
        return f"have port {text(one, 'port')} as {protocol(one)} and as {protocol(other)}"
    if mine == others and text(one, "port") != text(other, "port"):
        return f"lead from ports {text(one, 'port')} and {text(other, 'port')} to one, {mine}"
    return ""


def protocol(port: dict[str, object]) -> str:
    """What a mesh takes a port to speak."""
    return (
        text(port, "appProtocol") or text(port, "name").partition("-")[0] or (text(port, "protocol") or "TCP").lower()
    )
