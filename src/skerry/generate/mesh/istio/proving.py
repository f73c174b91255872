"""Who somebody is: services by certificates, which everybody has to show; people by tokens, where a proxy can look at them."""

from __future__ import annotations

from skerry.generate.kubernetes.meta import Object, app, document, shared
from skerry.generate.mesh.istio.authorization import VERSION
from skerry.generate.workloads import Workload, platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System


def strict(system: System) -> Object:
    """No pod of the system takes a connection without a certificate."""
    found = document("PeerAuthentication", VERSION, system, "default", {})
    del found["metadata"]["labels"]
    return {**found, "spec": {"mtls": {"mode": "STRICT"}}}


def tokens(system: System, workload: Workload, whom: Object | None = None) -> Object:
    """Whose tokens are believed. Whoever shows none is nobody, and whoever shows a wrong one gets 401; the service looks at it again."""
    known = platform.tokens(system)
    rule = {
        "issuer": known.issuer,
        "audiences": [known.audience],
        "jwksUri": known.keys,
        "fromHeaders": Noted(
            [{"name": "Authorization", "prefix": "Bearer "}], "Nowhere else: what stands in an address ends up in logs."
        ),
        "forwardOriginalToken": True,
    }
    found = document("RequestAuthentication", VERSION, system, workload.app, shared(system, workload))
    return {**found, "spec": {**(whom or {"selector": {"matchLabels": app(workload.app)}}), "jwtRules": [rule]}}
