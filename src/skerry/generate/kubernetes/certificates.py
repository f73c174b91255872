"""Who a workload is, where no mesh sees to that: a certificate for each, with its SPIFFE ID, which cert-manager renews.

The services read new files by themselves (docs/explanation/identity.md), so no pod starts again for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.identity import GATEWAY, shows, spiffe_id
from skerry.generate.kubernetes.meta import Object, document, shared
from skerry.generate.workloads import Workload, platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

ISSUER = "identity"  # the ClusterIssuer that the platform team provides: an authority of the cluster's own
_LASTS, _BEFORE = "24h", "8h"


def of(system: System, workload: Workload) -> Iterator[Object]:
    """That of a workload, where it has one."""
    if workload.identity:
        yield _certificate(system, workload.app, workload.identity, shared(system, workload))


def gateway(system: System) -> Iterator[Object]:
    """That of the gateway, which services let in by it. It has to show it from wherever it runs."""
    if platform.gateway(system) and any(shows(system, each) for each in system.services.values()):
        yield _certificate(system, GATEWAY, spiffe_id(system, GATEWAY), {})


def kept(name: str) -> str:
    """The Secret in which a certificate lies, with its key and the authority's."""
    return f"{name}-identity"


def _certificate(system: System, name: str, identity: str, about: Object) -> Object:
    found = document("Certificate", "cert-manager.io/v1", system, kept(name), about)
    return {
        **found,
        "spec": {
            "secretName": kept(name),
            "duration": _LASTS,
            "renewBefore": Noted(_BEFORE, "Time enough for somebody to look, if it is not renewed."),
            "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
            "usages": ["digital signature", "client auth", "server auth"],
            "uris": [identity],
            "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
        },
    }
