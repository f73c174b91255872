"""What Kustomize puts together: the base, and for each environment what differs there."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.kubernetes import running, scaling
from skerry.generate.kubernetes.meta import Object
from skerry.generate.workloads import Workload, workloads
from skerry.kernel.yaml_text import Noted, yaml
from skerry.model.system import System

UNBUILT = "sha256:" + "0" * 64
_HEAD = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


def base(files: Sequence[str]) -> Object:
    """The base: all files. It names no image by version: that is the component's part."""
    return {**_HEAD, "resources": [each.removeprefix("base/") for each in files]}


def prepare(files: Sequence[str]) -> Object:
    """The jobs that bring databases up to date, which are applied before all else and by themselves."""
    return {**_HEAD, "resources": list(files), "components": ["../images"]}


def images(found: Sequence[Workload]) -> Object:
    """Which build each image is, for all that is applied: the one file that a pipeline writes."""
    return {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1",
        "kind": "Component",
        "images": Noted(
            [{"name": name, "digest": UNBUILT} for name in dict.fromkeys(each.image for each in found)],
            "Nobody has built these yet. A pipeline writes what it has built, and signed:\n"
            "kustomize edit set image NAME=NAME@sha256:…",
        ),
    }


def overlay(system: System, environment: str, found: Sequence[Workload]) -> dict[str, str]:
    """What differs in one environment, as patches of what the base says."""
    there = {each.name: each for each in workloads(system, environment)}
    patches = [patch for each in found for patch in _patches(system, each, there[each.name])]
    folder = f"overlays/{environment}"
    head = {**_HEAD, "resources": ["../../base"], "components": ["../../images"]}
    files = {
        f"{folder}/kustomization.yaml": yaml({**head, **({"patches": [{"path": "sizes.yaml"}]} if patches else {})})
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
