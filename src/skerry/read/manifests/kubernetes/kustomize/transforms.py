"""What a kustomization changes in all of its resources: namespaces, names, labels, annotations, replicas and images.

Source: the documentation of Kustomize 5 (kustomization file), and its default configurations of transformers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from skerry.read.manifests.kubernetes.kustomize.resource import Resource
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import Placed, at, line_of, listed, mapping, mappings, number, text

_OF_THE_CLUSTER = frozenset(
    ["Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "StorageClass", "PriorityClass",
     "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "IngressClass", "Node", "CSIDriver", "RuntimeClass"]
)  # fmt: skip
_KEEP_THEIR_NAME = frozenset(["Namespace", "CustomResourceDefinition", "APIService"])
_SCALED = frozenset(["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"])
_TEMPLATED = frozenset(["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController"])
_SELECTING = frozenset(["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"])
_TEMPLATE = ("spec", "template", "metadata")
_JOB = ("spec", "jobTemplate")
_LONGEST_NAME = 500
_DEEPEST = 50


def transformed(body: Mapping[str, Any], rows: Sequence[Resource]) -> None:
    """Does all that stands in a kustomization to its resources, in the order in which Kustomize does."""
    _in_namespace(text(body, "namespace"), rows)
    for row in rows:
        if row.kind not in _KEEP_THEIR_NAME:
            row.full = f"{text(body, 'namePrefix')}{row.full}{text(body, 'nameSuffix')}"[:_LONGEST_NAME]
        _labelled(row, mapping(body, "commonLabels"), selectors=True, templates=True)
        for each in mappings(body, "labels"):
            selectors = text(each, "includeSelectors") == "true"
            templates = selectors or text(each, "includeTemplates") == "true"
            _labelled(row, mapping(each, "pairs"), selectors=selectors, templates=templates)
        _annotated(row, mapping(body, "commonAnnotations"))


def scaled(body: Mapping[str, Any], rows: Sequence[Resource]) -> None:
    """Numbers of replicas and images, which come after all patches."""
    for each in mappings(body, "replicas"):
        for row in rows:
            if row.kind in _SCALED and text(each, "name") in {row.name, row.full}:
                _made(row.body, "spec")["replicas"] = number(each, "count")
    for each in mappings(body, "images"):
        for row in rows:
            for container in _containers(row.body, 0):
                container["image"] = imaged(text(container, "image"), each)


def _in_namespace(namespace: str, rows: Sequence[Resource]) -> None:
    for row in rows if namespace else ():
        about = _made(row.body, "metadata")
        if row.kind == "Namespace":
            row.full = namespace
        elif row.kind not in _OF_THE_CLUSTER:
            about["namespace"] = namespace


def imaged(image: str, change: Mapping[str, Any]) -> str:
    """An image with another name, tag or digest, if it is the one that a change names."""
    name = text(change, "name")
    found = re.fullmatch(rf"{re.escape(name)}(:[\w.{{}}-]*)?(@[\w:]+)?", image) if name else None
    if not found:
        return image
    tag, digest = text(change, "newTag"), text(change, "digest")
    given = (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    ending = given or (found[1] or "") + (found[2] or "")
    return (text(change, "newName") or name) + ending


def _containers(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The containers anywhere in an object."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, each in value.items():
            if key in {"containers", "initContainers"} and isinstance(each, list):
                yield from (row for row in each if isinstance(row, dict) and text(row, "image"))
            elif isinstance(each, dict | list):
                yield from _containers(each, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for each in value:
            yield from _containers(each, depth + 1)


# -- labels ----------------------------------------------------------------------------------------------------------------


def _labelled(row: Resource, pairs: Mapping[str, Any], *, selectors: bool, templates: bool) -> None:
    if not pairs:
        return
    body = row.body
    _made(body, "metadata", "labels").update(pairs)
    for where in _templates(row) if templates else ():
        _made(body, *where, "labels").update(pairs)
    if templates and row.kind == "StatefulSet":
        for claim in listed(body, "spec", "volumeClaimTemplates"):
            if isinstance(claim, dict) and (selectors or at(claim, "metadata", "labels") is not None):
                _made(claim, "metadata", "labels").update(pairs)
    if not selectors:
        return
    if row.kind in {"Service", "ReplicationController"} and not row.origin.group:
        _made(body, "spec", "selector").update(pairs)
    elif row.kind in _SELECTING:
        _made(body, "spec", "selector", "matchLabels").update(pairs)
    for found in _asking(row):
        found.update(pairs)


def _asking(row: Resource) -> Iterator[dict[str, Any]]:
    """The labels that others ask for, where they ask for any."""
    body = row.body
    places = [mapping(body, "spec", "selector", "matchLabels")] if row.kind in {"PodDisruptionBudget", "Job"} else []
    if row.kind == "CronJob":
        places.append(mapping(body, *_JOB, "spec", "selector", "matchLabels"))
    if row.kind == "NetworkPolicy":
        places.append(mapping(body, "spec", "podSelector", "matchLabels"))
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            for rule in mappings(body, "spec", direction):
                places += [mapping(peer, "podSelector", "matchLabels") for peer in mappings(rule, peers)]
    if row.kind in _SELECTING:
        pod = mapping(body, "spec", "template", "spec")
        for affinity in ("podAffinity", "podAntiAffinity"):
            held = mapping(pod, "affinity", affinity)
            places += [mapping(each, "podAffinityTerm", "labelSelector", "matchLabels")
                       for each in mappings(held, "preferredDuringSchedulingIgnoredDuringExecution")]  # fmt: skip
            places += [mapping(each, "labelSelector", "matchLabels")
                       for each in mappings(held, "requiredDuringSchedulingIgnoredDuringExecution")]  # fmt: skip
        spreads = mappings(pod, "topologySpreadConstraints") if row.kind in {"Deployment", "StatefulSet"} else ()
        places += [mapping(each, "labelSelector", "matchLabels") for each in spreads]
    return (each for each in places if each and isinstance(each, dict))


def _annotated(row: Resource, pairs: Mapping[str, Any]) -> None:
    if pairs:
        _made(row.body, "metadata", "annotations").update(pairs)
        for where in _templates(row):
            _made(row.body, *where, "annotations").update(pairs)


def _templates(row: Resource) -> list[tuple[str, ...]]:
    """Where the data of the pods, and of the jobs, that it makes stand."""
    if row.kind == "CronJob":
        return [(*_JOB, "metadata"), (*_JOB, *_TEMPLATE)]
    return [_TEMPLATE] if row.kind in _TEMPLATED else []


def _made(body: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The mapping at a path of keys, which is made where there is none."""
    for key in keys:
        found = body.get(key)
        if not isinstance(found, dict):
            found = body[key] = Placed(line_of(body, key))
        body = found
    return body


def named(row: Resource) -> Object:
    """The object that came out."""
    return replace(row.origin, body=row.body, full=row.full if row.full != row.name else "")
