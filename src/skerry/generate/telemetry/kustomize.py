"""What Kustomize puts together: rules, monitor and collector, with the dashboards and the collector's configuration as ConfigMaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import BY, PART, Object
from skerry.generate.telemetry.collector import CONFIG
from skerry.generate.telemetry.collector.running import IMAGE, TAG
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System


def kustomization(system: System, files: Sequence[str]) -> Object:
    """All that is applied, by the files that there are."""
    found: Object = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [each for each in files if each.startswith("kubernetes/")],
    }
    if maps := list(_maps(system, files)):
        found["configMapGenerator"] = maps
    if "collector/config.yaml" in files:
        found["images"] = Noted(
            [{"name": IMAGE, "newTag": TAG}],
            "Somebody else's image: pin the digest that you have looked at, as for your own\n"
            f"(kustomize edit set image {IMAGE}=…@sha256:…).",
        )
    return found


def _maps(system: System, files: Sequence[str]) -> Iterator[Object | Noted]:
    about = {PART: namespace(system), BY: "skerry"}
    if "collector/config.yaml" in files:
        yield {
            "name": CONFIG,
            "namespace": platform.WATCHING,
            "files": ["collector/config.yaml"],
            "options": {"labels": about},
        }
    for each in files:
        if each.startswith("grafana/"):
            name = each.removeprefix("grafana/").removesuffix(".json")
            yield {
                "name": f"{namespace(system)}-{name}-dashboard",
                "namespace": platform.WATCHING,
                "files": [each],
                "options": {
                    "disableNameSuffixHash": True,
                    "labels": {**about, "grafana_dashboard": "1"},
                    "annotations": {"grafana_folder": system.name},
                },
            }
