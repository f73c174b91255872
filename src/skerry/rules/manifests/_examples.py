"""Manifests that the examples of these rules are made of."""

from __future__ import annotations


def _indented(lines: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in lines.splitlines())


def deployment(name: str = "orders", *, kind: str = "Deployment", about: str = "", spec: str = "", pod: str = "", container: str = "",
             image: str = "shop/orders:1.4", labels: str = "") -> str:  # fmt: skip
    """A workload of one container; `about` are lines of its metadata, `pod` of its pods' spec."""
    said = labels or f"{{ app: {name}, version: v1 }}"
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: {name}\n{_indented(about, 2)}spec:\n{_indented(spec, 2)}"
        f"  selector: {{ matchLabels: {{ app: {name} }} }}\n  template:\n    metadata: {{ labels: {said} }}\n    spec:\n"
        f"{_indented(pod, 6)}      containers:\n        - name: {name}\n          image: {image}\n{_indented(container, 10)}"
    )


def service(
    name: str = "orders",
    *,
    about: str = "",
    selector: str = "",
    ports: str = "[{ name: http, port: 80, targetPort: 8080 }]",
) -> str:
    """A Service in front of the workload of the same name."""
    said = selector or f"{{ app: {name} }}"
    return f"apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n{_indented(about, 2)}spec:\n  selector: {said}\n  ports: {ports}\n"


def thing(api: str, kind: str, name: str = "orders", spec: str = "", *, about: str = "") -> str:
    """Any object: `spec` are the lines below `spec`."""
    return f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n{_indented(about, 2)}" + (
        f"spec:\n{_indented(spec, 2)}" if spec else ""
    )


def both(*documents: str) -> dict[str, str]:
    """Several documents in one file."""
    return {"orders.yaml": "---\n".join(documents)}


PORTS = "ports: [{ name: http, containerPort: 8080 }]"
ISTIO = "networking.istio.io/v1"
SECURITY = "security.istio.io/v1"
GATEWAY_API = "gateway.networking.k8s.io/v1"

# Of a workload that speaks to one other, and asks for names.
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders }
spec:
  podSelector: { matchLabels: { app: orders } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]
  egress:
    - { to: [{ podSelector: { matchLabels: { app: stock } } }], ports: [{ port: 8080 }] }
    - { ports: [{ port: 53, protocol: UDP }] }
"""
