"""The tree of files, over that of the manifests."""

from __future__ import annotations

from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.identity import LINKERD, mesh
from skerry.generate.kubernetes.meta import Object
from skerry.generate.kubernetes.whole import text
from skerry.generate.mesh import kustomize
from skerry.generate.mesh.istio import istio
from skerry.generate.mesh.linkerd import linkerd
from skerry.generate.workloads import Workload, workloads
from skerry.model.system import System

ROOT = "mesh"


def generated(system: System, _: Asked) -> Generated:
    """All files; none where the model has no mesh."""
    if not mesh(system):
        return Generated(())
    apps: dict[str, list[Workload]] = {}
    for each in workloads(system):
        apps.setdefault(each.app, []).append(each)
    patches: list[Object] = []
    if mesh(system) == LINKERD:
        documents, patches = linkerd(system, apps)
    else:
        documents = dict(istio(system, apps))
    files = {f"base/{name}.yaml": text(each) for name, each in documents.items() if each}
    names = [name.removeprefix("base/") for name in files]
    files["base/kustomization.yaml"] = text([kustomize.component(names)])
    files[f"base/{kustomize.PATCHES}"] = text([kustomize.member(system), *patches])
    for environment in system.environments:
        files[f"overlays/{environment}/kustomization.yaml"] = text([kustomize.overlay(environment)])
    return Generated((Tree(ROOT, files),))
