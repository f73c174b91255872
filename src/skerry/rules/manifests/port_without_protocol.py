"""A port in a mesh does not say what it speaks.

Why: The proxy has to guess from the first bytes. A server that speaks first is waited for in vain, and without HTTP there are no
routes, retries or metrics.

Instead: Begin the name with the protocol: `http`, `http2`, `grpc`, `grpc-web`, `https`, `tls`, `tcp`, `mongo`, `mysql`, `redis`,
`udp`, with `-` behind it; or write `appProtocol`.

When: The manifests use Istio, and a TCP port of a Service that selects pods has neither `appProtocol` nor such a name; or an
`appProtocol` that Istio does not know. An ExternalName Service whose port is named `tcp`, or not at all, is a warning: it takes all
traffic of that number.

Source: Kiali KIA0601, KIA0602; istioctl analyze IST0118, IST0150; Istio documentation, Protocol Selection.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import labels, rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, service
from skerry.rules.manifests._mesh import in_use
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
_MODE = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default }\nspec: { mtls: { mode: STRICT } }\n"
SOUND = both(service(), _MODE)
BROKEN = both(service(ports="[{ name: web, port: 80 }]"), _MODE)


_KNOWN = frozenset(["http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "mongo", "mysql", "redis", "udp"])
_APPS = _KNOWN | {"kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss", "gateway-proxy", "hbone", "auto"}
_SYSTEM = frozenset(["kube-system", "istio-system", "kube-public"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each Service."""
    known = manifests(case)
    for each in known.of("Service") if in_use(known) else ():
        external = text(each.body, "spec", "type") == "ExternalName"
        if each.namespace in _SYSTEM or not (external or labels(each.body, "spec", "selector")):
            continue
        wrong = [
            (place, text(port, "name") or text(port, "port"))
            for place, port in rows(each.body, "spec", "ports")
            if _wrong(port, external)
        ]
        if wrong:
            names = joined([f"`{name}`" for _, name in wrong])
            plural = "do" if len(wrong) > 1 else "does"
            message = f"{each.title}: {names} {plural} not say what {'they speak' if len(wrong) > 1 else 'it speaks'}"
            where = each.span("spec", "ports", wrong[0][0])
            yield Hit((each.subject,), message, where, severity=Severity.WARNING if external else None)


def _wrong(port: dict[str, object], external: bool) -> bool:
    name, app = text(port, "name"), text(port, "appProtocol")
    if text(port, "protocol") in {"UDP", "SCTP"}:
        return False
    if app:
        return app.lower() not in _APPS
    if external:
        return not name or name.partition("-")[0] == "tcp"
    return name not in _KNOWN and name.partition("-")[0] not in _KNOWN
