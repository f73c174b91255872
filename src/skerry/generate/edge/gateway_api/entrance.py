"""The Gateway: where requests come in, with TLS; what comes without is sent there."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.edge.values import Edge, Object
from skerry.generate.kubernetes.meta import BY, NAMESPACE, PART
from skerry.kernel.yaml_text import Noted

VERSION = "gateway.networking.k8s.io/v1"
GROUP = "gateway.networking.k8s.io"
NAME = "gateway"
_SECURE, _PLAIN = "https", "http"


def head(edge: Edge, kind: str, name: str, version: str = VERSION, namespace: str = "") -> Object:
    """The head of a manifest, in the namespace of the system where no other is said."""
    labels = {PART: edge.namespace, BY: "skerry"}
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace or edge.namespace, "labels": labels},
    }


def name(edge: Edge) -> str:
    """What the Gateway is called: its namespace is the platform's, where other systems have theirs."""
    return f"{edge.namespace}-{NAME}"


def gateway(edge: Edge, class_: str) -> Object:
    """The Gateway. It stands in the namespace of the platform, since its proxies may run where it does; routes stand with the system."""
    host = {"hostname": edge.host} if edge.host else {}
    allowed = {"from": "Selector", "selector": {"matchLabels": {NAMESPACE: edge.namespace}}}
    routes = {"namespaces": allowed}
    secret = Noted(
        f"{edge.namespace}-{NAME}-tls", "The certificate of the host; whoever runs the cluster puts it there."
    )
    tls = {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": secret}]}
    listeners = [
        {"name": _SECURE, "protocol": "HTTPS", "port": 443, **host, "tls": tls, "allowedRoutes": routes},
        {"name": _PLAIN, "protocol": "HTTP", "port": 80, **host, "allowedRoutes": routes},
    ]
    found = head(edge, "Gateway", name(edge), namespace=edge.gateway)
    return {**found, "spec": {"gatewayClassName": class_, "listeners": listeners}}


def attached(edge: Edge, section: str = _SECURE) -> Object:
    """What a route says of where its requests come from."""
    found: Object = {"parentRefs": [{"name": name(edge), "namespace": edge.gateway, "sectionName": section}]}
    return {**found, "hostnames": [edge.host]} if edge.host else found


def redirected(edge: Edge) -> Iterator[Object]:
    """What comes without TLS is told to come with it."""
    rule = {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}]}
    yield {**head(edge, "HTTPRoute", "to-https"), "spec": {**attached(edge, _PLAIN), "rules": [rule]}}


def duration(milliseconds: int) -> str:
    """As Gateway API writes it: whole numbers of units, of five digits at most (GEP-2257)."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{milliseconds}ms" if rest and not whole else f"{whole}s{rest}ms" if rest else f"{whole}s"
