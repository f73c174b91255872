"""What a cluster answers to `kubectl get -o json` gives the same parts as the manifests that were applied to it."""

from typing import Any

from skerry.read.manifests import Part
from skerry.read.manifests.kubernetes import of_objects
from skerry.read.manifests.kubernetes.documents import documents

APPLIED = """
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - { name: cart, image: "shop/cart:1", env: [{ name: PAY, value: "http://pay" }],
            resources: { limits: { cpu: 1000m, memory: 1024Mi } }, livenessProbe: { httpGet: { path: /alive, port: 80 } } }
---
apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }
"""


def answered() -> list[dict[str, Any]]:
    """The same objects as a cluster has them: with defaults, in its own spelling, and with all that it made of them."""
    owner = [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "cart", "controller": True}]
    container = {
        "name": "cart",
        "image": "shop/cart:1",
        "imagePullPolicy": "IfNotPresent",
        "env": [{"name": "PAY", "value": "http://pay"}],
        "resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
        "livenessProbe": {"httpGet": {"path": "/alive", "port": 80, "scheme": "HTTP"}, "failureThreshold": 3},
    }
    template = {"metadata": {"labels": {"app": "cart"}}, "spec": {"containers": [container], "restartPolicy": "Always"}}
    workload = {"replicas": 1, "selector": {"matchLabels": {"app": "cart"}}, "template": template}
    ports = [{"port": 80, "targetPort": 80, "protocol": "TCP"}]

    def of(kind: str, version: str, name: str, spec: dict[str, Any], **meta: Any) -> dict[str, Any]:
        return {
            "kind": kind,
            "apiVersion": version,
            "metadata": {"name": name, "namespace": "default", **meta},
            "spec": spec,
        }

    return [
        of("Deployment", "apps/v1", "cart", workload),
        of("ReplicaSet", "apps/v1", "cart-5d4f", workload, ownerReferences=owner),
        of(
            "Service",
            "v1",
            "cart",
            {"type": "ClusterIP", "clusterIP": "10.0.0.1", "selector": {"app": "cart"}, "ports": ports},
        ),
        of("Service", "v1", "kubernetes", {"ports": ports}),
        of("ServiceAccount", "v1", "default", {}),
        of("Deployment", "apps/v1", "coredns", workload, namespace="kube-system"),
        of("Lease", "coordination.k8s.io/v1", "leader", {}),
    ]


def shown(part: Part) -> tuple[object, ...]:
    """All of a part but its places."""
    settings = [(each.key, each.value, each.how) for each in part.settings]
    claims = sorted((each.trait, each.value) for each in part.claims)
    return (part.name, part.aliases, part.image, part.role, part.ports, part.published, part.replicas, settings, claims)


def test_a_cluster_and_its_manifests_say_the_same() -> None:
    wanted = [shown(part) for part in of_objects(documents(APPLIED), "cart.yaml")]
    there = [shown(part) for part in of_objects([{"kind": "List", "apiVersion": "v1", "items": answered()}], "cluster")]
    assert len(wanted) == 1
    assert there == wanted
