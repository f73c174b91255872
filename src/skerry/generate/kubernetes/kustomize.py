"""What Kustomize puts together: the base, and for each environment what differs there."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.kubernetes import running, scaling
from skerry.generate.kubernetes.meta import Object
from skerry.generate.workloads import Workload, workloads
from skerry.generate.workloads.whole import VERSION
from skerry.kernel.yaml_text import Noted, yaml
from skerry.model.system import System

_HEAD = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


def base(system: System, found: Sequence[Workload], files: Sequence[str]) -> Object:
    """The base: all files, and which image each name stands for."""
    images = dict.fromkeys(each.image for each in found)
    return {
        **_HEAD,
        "resources": [each.removeprefix("base/") for each in files],
        "images": Noted(
            [{"name": name, "newTag": VERSION} for name in images],
            "A pipeline writes the digest of what it has built: `kustomize edit set image NAME=NAME@sha256:…` in an overlay.",
        ),
    }


def overlay(system: System, environment: str, found: Sequence[Workload]) -> dict[str, str]:
    """What differs in one environment, as patches of what the base says."""
    there = {each.name: each for each in workloads(system, environment)}
    patches = [patch for each in found for patch in _patches(system, each, there[each.name])]
    folder = f"overlays/{environment}"
    files = {
        f"{folder}/kustomization.yaml": yaml(
            {**_HEAD, "resources": ["../../base"], **({"patches": [{"path": "sizes.yaml"}]} if patches else {})}
        )
    }
    if patches:
        files[f"{folder}/sizes.yaml"] = "---\n".join(map(yaml, patches))
    return files


def _patches(system: System, before: Workload, after: Workload) -> list[Object]:
    if before.size == after.size:
        return []
    found = []
    old, new = running.running(system, before), running.running(system, after)
    changed = {}
    if old["spec"].get("replicas") != new["spec"].get("replicas"):
        changed["replicas"] = new["spec"].get("replicas")
    resources = [each["spec"]["template"]["spec"]["containers"][0]["resources"] for each in (old, new)]
    if resources[0] != resources[1]:
        changed["template"] = {"spec": {"containers": [{"name": after.app, "resources": resources[1]}]}}
    if changed:
        found.append(_patch(new, changed))
    for before_, after_ in zip(scaling.scaling(system, before), scaling.scaling(system, after), strict=True):
        if before_ != after_:
            bounds = {name: after_["spec"][name] for name in ("minReplicas", "maxReplicas")}
            found.append(_patch(after_, bounds))
    return found


def _patch(of: Object, spec: Object) -> Object:
    metadata = {name: of["metadata"][name] for name in ("name", "namespace")}
    return {"apiVersion": of["apiVersion"], "kind": of["kind"], "metadata": metadata, "spec": spec}
