"""How a mesh is put on a system: a component over the manifests of each environment, which adds policies and says who is in the mesh."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.identity import AMBIENT, ISTIO, LINKERD, mesh, namespace
from skerry.generate.kubernetes.meta import Object
from skerry.model.system import System

PATCHES = "patches.yaml"
_COMPONENT = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
_WHOLE = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
_NAMESPACE: dict[str, Object] = {
    ISTIO: {"labels": {"istio-injection": "enabled"}},
    AMBIENT: {"labels": {"istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "waypoint"}},
    LINKERD: {"annotations": {"linkerd.io/inject": "enabled", "config.linkerd.io/default-inbound-policy": "deny"}},
}


def component(files: Sequence[str]) -> Object:
    """The component: its files, and what it changes of the manifests."""
    return {**_COMPONENT, "resources": sorted(files), "patches": [{"path": PATCHES}]}


def member(system: System) -> Object:
    """Who is in the mesh: all pods of the namespace."""
    metadata = {"name": namespace(system), **_NAMESPACE[mesh(system)]}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def overlay(environment: str) -> Object:
    """An environment with the mesh on it: what is applied instead of the environment itself."""
    return {
        **_WHOLE,
        "resources": [f"../../../kubernetes/overlays/{environment}"],
        "components": ["../../base"],
    }
