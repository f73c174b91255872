"""What a cluster answers to `kubectl get … -o json`, read as manifests are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.read.manifests._part import Part
from skerry.read.manifests.kubernetes.objects import Object, objects
from skerry.read.manifests.kubernetes.values import mappings, text, truth
from skerry.read.manifests.kubernetes.whole import parts_of
from skerry.read.manifests.kubernetes.workloads import KINDS

_SYSTEM = frozenset(["kube-system", "kube-public", "kube-node-lease", "kube-flannel", "local-path-storage"])
_MADE_BY_WORKLOADS = frozenset(["EndpointSlice", "Endpoints", "Lease", "ControllerRevision", "Event"])


def of_objects(found: Iterable[object], path: str) -> Iterator[Part]:
    """The parts of a cluster; `found` are parsed documents (objects, or lists of them), `path` names where they came from.

    Left out is what the cluster made by itself: what a workload owns, and what runs the cluster.
    """
    rows = [each for body in found for each in objects(body, path)]
    return parts_of([each for each in rows if not made_by_cluster(each)])


def made_by_cluster(each: Object) -> bool:
    """Whether nobody wrote an object: a controller did, or it is part of every cluster."""
    owners = mappings(each.body, "metadata", "ownerReferences")
    return (
        each.namespace in _SYSTEM
        or each.kind in _MADE_BY_WORKLOADS
        or (each.kind == "Service" and each.name == "kubernetes" and each.namespace in {"", "default"})
        or (each.kind == "ConfigMap" and each.name == "kube-root-ca.crt")
        or any(truth(owner, "controller") and text(owner, "kind") in KINDS for owner in owners)
    )
