"""What all manifests say alike: names, namespace, labels. A label that selects never changes: a Deployment could not be updated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.generate.identity import namespace
from skerry.generate.workloads import Workload
from skerry.model.system import System

Object = dict[str, Any]
NAME, INSTANCE, PART, BY = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
)
NAMESPACE = "kubernetes.io/metadata.name"  # a label that the API server itself puts on each namespace


def selector(workload: Workload) -> Object:
    """The labels that tell the pods of one workload from all others."""
    return {NAME: workload.app, INSTANCE: workload.name}


def app(name: str) -> Object:
    """The labels of all pods of an app, its canaries among them."""
    return {NAME: name}


def labels(system: System, workload: Workload) -> Object:
    """All labels of what belongs to a workload."""
    found = {**selector(workload), PART: namespace(system), BY: "skerry"}
    if workload.version:
        found["version"] = workload.version
    if workload.team:
        found["skerry.dev/team"] = workload.team
    if workload.context:
        found["skerry.dev/context"] = workload.context
    return found


def shared(system: System, workload: Workload) -> Object:
    """The labels of what all versions of an app have in common."""
    return {
        **{name: value for name, value in labels(system, workload).items() if name != "version"},
        INSTANCE: workload.app,
    }


def document(
    kind: str,
    version: str,
    system: System,
    name: str,
    about: Mapping[str, str],
    annotations: Mapping[str, Any] | None = None,
) -> Object:
    """The head of a manifest."""
    metadata: Object = {"name": name, "namespace": namespace(system), "labels": dict(about)}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": version, "kind": kind, "metadata": metadata}
