"""Broken manifests, one for each code of others that a rule of ours answers: the code, our rule, and the text."""

from __future__ import annotations

ORDERS = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders, version: v1 } }
    spec:
      serviceAccountName: orders
      containers: [{ name: orders, image: orders, ports: [{ name: http, containerPort: 8080 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: orders, namespace: shop }
---
"""
AMBIENT = """\
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
"""
ENROLLED = AMBIENT.replace("ambient }", "ambient, istio.io/use-waypoint: waypoint }")
SIDECARS = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n---\n"
EDGE = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: shop }
spec:
  selector: { matchLabels: { app: edge } }
  template: { metadata: { labels: { app: edge } }, spec: { containers: [{ name: proxy, image: auto }] } }
---
apiVersion: v1
kind: Service
metadata: { name: edge, namespace: shop }
spec: { selector: { app: edge }, ports: [{ name: http, port: 80 }] }
---
"""


def made(kind: str, spec: str, name: str = "orders", *, api: str = "", namespace: str = "shop") -> str:
    """An object; its API is that of the kind where none is said."""
    found = api or APIS[kind]
    return f"apiVersion: {found}\nkind: {kind}\nmetadata: {{ name: {name}, namespace: {namespace} }}\nspec:\n  {spec}\n---\n"


_ISTIO, _SECURITY, _GATEWAY = "networking.istio.io/v1", "security.istio.io/v1", "gateway.networking.k8s.io/v1"
APIS = {
    "VirtualService": _ISTIO, "DestinationRule": _ISTIO, "Sidecar": _ISTIO, "ServiceEntry": _ISTIO,
    "AuthorizationPolicy": _SECURITY, "PeerAuthentication": _SECURITY, "RequestAuthentication": _SECURITY,
    "HTTPRoute": _GATEWAY, "GRPCRoute": _GATEWAY, "ReferenceGrant": "gateway.networking.k8s.io/v1beta1",
    "Telemetry": "telemetry.istio.io/v1", "WasmPlugin": "extensions.istio.io/v1alpha1", "Service": "v1",
}  # fmt: skip


def gateway(spec: str, name: str = "public") -> str:
    """A Gateway of Istio."""
    return made("Gateway", spec, name, api=_ISTIO)


def k8s_gateway(spec: str, name: str = "public") -> str:
    """A Gateway of the Gateway API."""
    return made("Gateway", spec, name, api=_GATEWAY)


def policy(rule: str, more: str = "") -> str:
    """An AuthorizationPolicy of one rule."""
    return made("AuthorizationPolicy", f"{more}rules: [{rule}]" if not more else f"{{ {more}, rules: [{rule}] }}")


ROUTE = "{ hosts: [orders], http: [%s] }"
TO_ORDERS = "{ route: [{ destination: { host: orders } }] }"
SERVER = '{ selector: { app: edge }, servers: [{ port: { number: %s, name: http, protocol: HTTP }, hosts: ["%s"] }] }'
STRICT = made("PeerAuthentication", "mtls: { mode: STRICT }", "default")
OFF = STRICT.replace("STRICT", "DISABLE")
L7 = "{ to: [{ operation: { methods: [GET] } }] }"
TARGET = 'targetRefs: [{ kind: Service, group: "", name: orders }]'
HTTP_POOL = "{ host: orders, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } } }"
MAP_TELEMETRY = "tracing: [{ randomSamplingPercentage: 10 }]"

CODES: list[tuple[str, str, str]] = [
    ("KIA0002", "conflicting-mesh-policies", STRICT + STRICT.replace("default", "again")),
    ("KIA0003", "conflicting-mesh-policies", ORDERS + "".join(
        made("PeerAuthentication", "{ selector: { matchLabels: { app: orders } }, mtls: { mode: STRICT } }", each) for each in "ab")),
    ("KIA0004", "policy-selects-nothing", ORDERS + policy(L7, "selector: { matchLabels: { app: order } }")),
    ("KIA0005", "missing-namespace", SIDECARS + made("VirtualService", "{ hosts: [orders], exportTo: [sohp] }")),
    ("KIA0101", "missing-namespace", SIDECARS + policy("{ from: [{ source: { namespaces: [wbe] } }] }")),
    ("KIA0102", "unknown-method", policy(L7.replace("GET", "GTE"))),
    ("KIA0104", "unknown-destination", ORDERS + policy("{ to: [{ operation: { hosts: [order.shop.svc.cluster.local] } }] }")),
    ("KIA0105", "policy-without-identity", ORDERS + OFF + policy("{ from: [{ source: { namespaces: [shop] } }] }")),
    ("KIA0106", "unknown-principal", ORDERS + policy("{ from: [{ source: { principals: [cluster.local/ns/shop/sa/order] } }] }")),
    ("KIA0109", "http-rule-without-waypoint", AMBIENT + ORDERS + policy(L7, TARGET)),
    ("KIA0110", "selector-in-ambient", ENROLLED + ORDERS + policy(L7, "selector: { matchLabels: { app: orders } }")),
    ("KIA0201", "conflicting-destination-rules", ORDERS + "".join(made("DestinationRule", "host: orders", each) for each in "ab")),
    ("KIA0202", "unknown-destination", ORDERS + made("DestinationRule", "host: order")),
    ("KIA0203", "subset-selects-nothing", ORDERS + made("DestinationRule", "{ host: orders, subsets: [{ name: v2, labels: { version: v2 } }] }")),
    ("KIA0207", "conflicting-mtls", ORDERS + STRICT + made("DestinationRule", '{ host: "*.shop.svc.cluster.local", trafficPolicy: { tls: { mode: DISABLE } } }')),
    ("KIA0208", "conflicting-mtls", ORDERS + STRICT.replace("namespace: shop", "namespace: istio-system")
        + made("DestinationRule", '{ host: "*.local", trafficPolicy: { tls: { mode: DISABLE } } }')),
    ("KIA0209", "subset-selects-nothing", ORDERS + made("DestinationRule", "{ host: orders, subsets: [{ name: v2 }] }")),
    ("KIA0210", "http-rule-without-waypoint", AMBIENT + made("DestinationRule", HTTP_POOL)),
    ("KIA0211", "http-rule-without-waypoint", AMBIENT + ORDERS + made("DestinationRule", HTTP_POOL)),
    ("KIA0212", "rule-outside-of-namespace", ENROLLED + ORDERS + made("DestinationRule", "host: orders.shop.svc.cluster.local", namespace="web")),
    ("KIA0301", "conflicting-gateways", EDGE + gateway(SERVER % (80, "a.example")) + gateway(SERVER % (80, "a.example"), "again")),
    ("KIA0302", "gateway-selects-nothing", ORDERS + gateway(SERVER % (80, "*"))),
    ("KIA0505", "conflicting-mtls", ORDERS + OFF + made("DestinationRule", '{ host: "*.shop.svc.cluster.local", trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }')),
    ("KIA0506", "conflicting-mtls", ORDERS + OFF.replace("namespace: shop", "namespace: istio-system")
        + made("DestinationRule", '{ host: "*.local", trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }')),
    ("KIA0601", "port-without-protocol", SIDECARS + ORDERS.replace("name: http, port: 80", "name: web, port: 80")),
    ("KIA0602", "port-without-protocol", SIDECARS + ORDERS.replace("name: http, port: 80", "name: web, appProtocol: htp, port: 80")),
    ("KIA0701", "missing-target-port", ORDERS.replace("targetPort: 8080", "targetPort: 8000")),
    ("KIA1004", "unknown-destination", ORDERS + made("Sidecar", 'egress: [{ hosts: ["./order.shop.svc.cluster.local"] }]')),
    ("KIA1101", "missing-backend", ORDERS + made("VirtualService", ROUTE % TO_ORDERS.replace("host: orders", "host: order"))),
    ("KIA1102", "missing-gateway", EDGE + gateway(SERVER % (80, "*")) + made("VirtualService", "{ hosts: [a.example], gateways: [publik] }")),
    ("KIA1104", "route-weights", made("VirtualService", ROUTE % "{ route: [{ destination: { host: orders }, weight: 10 }] }")),
    ("KIA1105", "route-weights", made("VirtualService", ROUTE % "{ route: [{ destination: { host: orders }, weight: 50 }, { destination: { host: orders }, weight: 50 }] }")),
    ("KIA1106", "conflicting-virtual-services", ORDERS + "".join(made("VirtualService", ROUTE % TO_ORDERS, each) for each in "ab")),
    ("KIA1107", "missing-subset", ORDERS + made("VirtualService", ROUTE % TO_ORDERS.replace("host: orders", "host: orders, subset: v2"))),
    ("KIA1109", "http-rule-without-waypoint", AMBIENT + made("VirtualService", ROUTE % TO_ORDERS)),
    ("KIA1110", "http-rule-without-waypoint", AMBIENT + ORDERS + made("RequestAuthentication", f"{{ {TARGET}, jwtRules: [{{ issuer: a }}] }}")),
    ("KIA1111", "http-rule-without-waypoint", AMBIENT + ORDERS + made("WasmPlugin", f"{{ {TARGET}, url: a }}")),
    ("KIA1112", "http-rule-without-waypoint", AMBIENT + ORDERS + made("Telemetry", f"{{ {TARGET}, {MAP_TELEMETRY} }}")),
    ("KIA1113", "http-rule-without-waypoint", AMBIENT + ORDERS + made("VirtualService", ROUTE % TO_ORDERS)),
    ("KIA1114", "rule-outside-of-namespace", ENROLLED + ORDERS + made("VirtualService", "hosts: [orders.shop.svc.cluster.local]", namespace="web")),
    ("KIA1115", "selector-in-ambient", ENROLLED + ORDERS + made("RequestAuthentication", "jwtRules: [{ issuer: a }]")),
    ("KIA1116", "selector-in-ambient", ENROLLED + ORDERS + made("WasmPlugin", "url: a")),
    ("KIA1117", "selector-in-ambient", ENROLLED + ORDERS + made("Telemetry", MAP_TELEMETRY)),
    ("KIA1311", "mesh-labels", AMBIENT + ORDERS.replace("version: v1 }", 'version: v1, sidecar.istio.io/inject: "true" }')),
    ("KIA1312", "mesh-labels", ORDERS.replace("version: v1 }", "version: v1, istio.io/use-waypoint: waypoint }")),
    ("KIA1313", "mesh-labels", ENROLLED + ORDERS + k8s_gateway("gatewayClassName: istio-waypoint", "other")),
    ("KIA1316", "mesh-labels", AMBIENT + ORDERS.replace("version: v1 }", 'version: v1, sidecar.istio.io/inject: "true" }')),
    ("KIA1317", "http-rule-without-waypoint", AMBIENT + ORDERS + policy(L7, "selector: { matchLabels: { app: orders } }")),
    ("KIA1401", "missing-gateway", k8s_gateway("gatewayClassName: istio") + made("HTTPRoute", "parentRefs: [{ name: publik }]")),
    ("KIA1402", "missing-backend", ORDERS + made("HTTPRoute", "rules: [{ backendRefs: [{ name: order, port: 80 }] }]")),
    ("KIA1502", "conflicting-gateways", k8s_gateway("addresses: [{ value: 10.0.0.1 }]") + k8s_gateway("addresses: [{ value: 10.0.0.1 }]", "again")),
    ("KIA1503", "conflicting-gateways", k8s_gateway("listeners: [{ name: a, port: 80, protocol: HTTP }, { name: b, port: 80, protocol: HTTP }]")),
    ("KIA1601", "missing-namespace", SIDECARS + made("ReferenceGrant", "from: [{ group: g, kind: HTTPRoute, namespace: wbe }]")),
    ("IST0101", "missing-backend", ORDERS + made("VirtualService", ROUTE % TO_ORDERS.replace("host: orders", "host: order"))),
    ("IST0162", "missing-gateway-port", EDGE + gateway(SERVER % (8000, "*"))),
    ("IST0106", "unknown-field", ORDERS.replace("image: orders", "livenesProbe: {}, image: orders")),
    ("IST0109", "conflicting-virtual-services", ORDERS + "".join(made("VirtualService", ROUTE % TO_ORDERS, each) for each in "ab")),
    ("IST0110", "conflicting-mesh-policies", ORDERS + "".join(made("Sidecar", "workloadSelector: { labels: { app: orders } }", each) for each in "ab")),
    ("IST0111", "conflicting-mesh-policies", "".join(made("Sidecar", "egress: []", each) for each in "ab")),
    ("IST0112", "ambiguous-port", ORDERS.replace("ports: [{ name: http, port: 80, ", "ports: [{ name: grpc, port: 90 }, { name: http, port: 80, ")
        + made("VirtualService", ROUTE % TO_ORDERS)),
    ("IST0116", "conflicting-service-ports", SIDECARS + ORDERS + made("Service", "{ selector: { app: orders }, ports: [{ name: tcp, port: 80, targetPort: 8080 }] }", "b")),
    ("IST0118", "port-without-protocol", SIDECARS + ORDERS.replace("name: http, port: 80", "name: web, port: 80")),
    ("IST0123", "mesh-labels", SIDECARS.replace("enabled }", "enabled, istio.io/rev: canary }")),
    ("IST0127", "policy-selects-nothing", ORDERS + policy(L7, "selector: { matchLabels: { app: order } }")),
    ("IST0128", "unverified-server", made("DestinationRule", "{ host: a.example, trafficPolicy: { tls: { mode: SIMPLE } } }")),
    ("IST0129", "unverified-server", made("DestinationRule", "{ host: a.example, trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: MUTUAL } }] } }")),
    ("IST0130", "unreachable-route", made("VirtualService", ROUTE % f"{TO_ORDERS}, {{ match: [{{ uri: {{ prefix: /a }} }}] }}")),
    ("IST0131", "unreachable-route", made("VirtualService", ROUTE % "{ match: [{ uri: { prefix: /a } }] }, { match: [{ uri: { prefix: /a } }, { uri: { prefix: /b } }] }")),
    ("IST0132", "host-not-at-gateway", EDGE + gateway(SERVER % (80, "a.example")) + made("VirtualService", "{ hosts: [b.example], gateways: [public] }")),
    ("IST0137", "conflicting-service-ports", SIDECARS + ORDERS + made("Service", "{ selector: { app: orders }, ports: [{ name: http, port: 81, targetPort: 8080 }] }", "b")),
    ("IST0144", "proxy-user", ORDERS.replace("serviceAccountName", "securityContext: { runAsUser: 1337 }\n      serviceAccountName")),
    ("IST0145", "conflicting-gateways", EDGE + gateway(SERVER % (80, "*")) + gateway(SERVER % (80, "a.example"), "again")),
    ("IST0149", "claim-route-without-authentication", EDGE + gateway(SERVER % (80, "*"))
        + made("VirtualService", '{ hosts: [a.example], gateways: [public], http: [{ match: [{ headers: { "@request.auth.claims.a": { exact: b } } }] }] }')),
    ("IST0150", "port-without-protocol", SIDECARS + made("Service", "{ type: ExternalName, externalName: a.example, ports: [{ port: 80 }] }")),
    ("IST0159", "conflicting-mesh-policies", "".join(made("Telemetry", MAP_TELEMETRY, each) for each in "ab")),
    ("IST0173", "subset-selects-nothing", ORDERS + made("DestinationRule", "{ host: orders, subsets: [{ name: v2, labels: { version: v2 } }] }")),
    ("IST0174", "unknown-destination", ORDERS + made("DestinationRule", "host: order")),
]  # fmt: skip
