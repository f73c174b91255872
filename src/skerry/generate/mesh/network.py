"""What the network has to let through for a mesh, beside what the model has services reach."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import NAMESPACE, PART, Object, document
from skerry.model.system import System


def control(system: System, where: str, ports: Sequence[int]) -> Object:
    """Every proxy reaches what tells it whom to believe, in the namespace of the mesh."""
    found = document("NetworkPolicy", "networking.k8s.io/v1", system, "mesh", {})
    del found["metadata"]["labels"]
    peer = {"namespaceSelector": {"matchLabels": {NAMESPACE: where}}}
    return {
        **found,
        "spec": {
            "podSelector": {"matchLabels": {PART: namespace(system)}},
            "policyTypes": ["Egress"],
            "egress": [{"to": [peer], "ports": [{"protocol": "TCP", "port": each} for each in ports]}],
        },
    }
