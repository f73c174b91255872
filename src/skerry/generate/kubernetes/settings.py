"""What a workload is told: a ConfigMap that anybody may read, and secrets that come from the store of the cluster (External Secrets)."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import Object, document, shared
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

STORE = "secrets"  # the ClusterSecretStore that the platform team provides
_AGAIN = "1h"


def config(system: System, workload: Workload) -> Object:
    """The settings, one variable each."""
    about = shared(system, workload)
    return {**document("ConfigMap", "v1", system, workload.app, about), "data": dict(workload.settings)}


def secrets(system: System, workload: Workload) -> Iterator[Object]:
    """One ExternalSecret for each secret; its value is never in a file of ours."""
    about = shared(system, workload)
    for name in dict.fromkeys(each.name for each in workload.secrets):
        keys = [each for each in workload.secrets if each.name == name]
        found = document("ExternalSecret", "external-secrets.io/v1", system, name, about)
        yield {
            **found,
            "spec": {
                "refreshInterval": _AGAIN,
                "secretStoreRef": {"kind": "ClusterSecretStore", "name": STORE},
                "target": {"name": name, "creationPolicy": "Owner"},
                "data": [
                    Noted(
                        {
                            "secretKey": each.key,
                            "remoteRef": {"key": f"{namespace(system)}/{name}", "property": each.key},
                        },
                        each.about,
                    )
                    for each in keys
                ],
            },
        }
