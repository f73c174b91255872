"""A rule of HTTP in a mesh without sidecars has nobody to follow it.

Why: The proxy of the node knows connections, and no HTTP: it drops the rule, or refuses everything. A policy that allows by path then
allows nothing, a route splits nothing.

Instead: Label the namespace or the Service `istio.io/use-waypoint: NAME`, and add the waypoint: a Gateway of class `istio-waypoint`.

When: In a namespace with `istio.io/dataplane-mode: ambient`: an AuthorizationPolicy that asks for methods, paths, hosts, headers or
tokens, a RequestAuthentication, WasmPlugin or Telemetry, a VirtualService for the mesh with routes of HTTP or TLS, or a
DestinationRule with settings of HTTP, is for a Service or namespace that is not enrolled with a waypoint.

Source: Kiali KIA0109, KIA0210, KIA0211, KIA1109, KIA1110, KIA1111, KIA1112, KIA1113, KIA1317.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.formats.kubernetes.hosts import services
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, labels, listed, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._ambient import L7_POLICIES, enrolled, is_ambient, of_http, of_http_traffic, targets
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import DESTINATION_RULE, VIRTUAL_SERVICE, gateways
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_SPACE = """\
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
"""
_WAYPOINT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
"""
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  targetRefs: [{ kind: Service, group: "", name: orders }]
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
"""
SOUND = both(_SPACE, _WAYPOINT, _POLICY)
BROKEN = both(_SPACE.replace(", istio.io/use-waypoint: waypoint", ""), _POLICY)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each rule."""
    known = manifests(case)
    for each in known.of(*L7_POLICIES):
        if is_ambient(known, each.namespace) and of_http(each) and not _followed(known, each):
            message = f"{each.title} is a rule of HTTP, and no waypoint follows it"
            yield Hit((each.subject,), message, each.span("spec"))
    for each in known.of(VIRTUAL_SERVICE):
        routed = listed(each.body, "spec", "http") or listed(each.body, "spec", "tls")
        if routed and any(name == "mesh" for _, name in gateways(each)):
            hosts = [
                (("spec", "hosts", at), host)
                for at, host in enumerate(listed(each.body, "spec", "hosts"))
                if isinstance(host, str)
            ]
            yield from _hosts(known, each, hosts)
    for each in known.of(DESTINATION_RULE):
        subsets = [row.get("trafficPolicy") for _, row in rows(each.body, "spec", "subsets")]
        if any(of_http_traffic(policy) for policy in (each.at("spec", "trafficPolicy"), *subsets)):
            yield from _hosts(known, each, [(("spec", "host"), text(each.body, "spec", "host"))])


def _followed(known: Manifests, each: Resource) -> bool:
    attached = [name for kind, name in targets(each) if kind == "Service"]
    found = [one for name in attached for one in known.named("Service", each.namespace, name)]
    if found:
        return all(enrolled(known, each.namespace, one.labels) for one in found)
    if targets(each) and all(kind != "Service" for kind, _ in targets(each)):
        return True  # to a gateway, which is a proxy for HTTP itself
    wanted = labels(each.body, "spec", "selector", "matchLabels")
    pods = known.pods(each.namespace, wanted) if wanted else ()
    if pods:
        return all(enrolled(known, each.namespace, pod.labels) for pod in pods)
    return enrolled(known, each.namespace)


def _hosts(known: Manifests, each: Resource, hosts: Sequence[tuple[tuple[Key, ...], str]]) -> Iterator[Hit]:
    resolved = False
    for keys, host in hosts:
        for one in services(known, host, each.namespace):
            home = one.namespace or each.namespace
            resolved = resolved or is_ambient(known, home)
            if is_ambient(known, home) and not enrolled(known, home, one.labels):
                message = f"{each.title} is a rule of HTTP for {one.title}, and no waypoint follows it"
                yield Hit((each.subject, one.subject), message, each.span(*keys))
    if hosts and not resolved and is_ambient(known, each.namespace) and not enrolled(known, each.namespace):
        message = f"{each.title} is a rule of HTTP, and no waypoint follows it"
        yield Hit((each.subject,), message, each.span(*hosts[0][0]))
