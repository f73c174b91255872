"""`pipeline.json`: which files are whose, who has to be tried when a contract changes, and in which order services are deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.contracts.write.protobuf import LOCK
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.identity import namespace
from skerry.generate.kubernetes.preparing import prepares
from skerry.generate.pipelines.order import called_first
from skerry.generate.service.naming import package
from skerry.generate.workloads import Workload, passages, workloads
from skerry.model.system import Service, System

SCHEMA = "skerry.pipeline/1"
GRAPH = "compose/supergraph.Dockerfile"  # what composes answers has no code of its own
_BURN = (
    14.4  # times the failures that a promise allows: what pages somebody (Google, The Site Reliability Workbook, ch. 5)
)
Object = dict[str, Any]


def table(system: System) -> Object:
    """The table. Paths are those below the model; one that ends with a slash is a folder."""
    apps: dict[str, list[Workload]] = {}
    for each in workloads(system):
        apps.setdefault(each.app, []).append(each)
    calls: dict[str, list[str]] = {}
    for way in passages(system):
        if way.part is None:
            calls.setdefault(way.source, []).append(way.target)
    consumers: dict[str, list[str]] = {}
    for source, targets in calls.items():
        for target in dict.fromkeys(targets):
            consumers.setdefault(target, []).append(source)
    return {
        "schema": SCHEMA,
        "system": system.name,
        "namespace": namespace(system),
        "everything": [".github/"],
        "shared": ["kubernetes/base/namespace.yaml", "kubernetes/images/", "kubernetes/overlays/"],
        "services": [_app(apps[name], consumers) for name in called_first(apps, calls)],
    }


def _app(versions: list[Workload], consumers: Mapping[str, list[str]]) -> Object:
    first = versions[0]
    service = first.service
    name = first.app
    foreign = bool(service and service.runs)
    return {
        "name": name,
        "image": first.image,
        "built": not foreign,
        "tested": bool(service) and not foreign,
        "folder": f"services/{name}" if service else "gateway",
        "dockerfile": f"services/{name}/Dockerfile" if service else GRAPH,
        "sources": [] if foreign else [f"services/{name}/"] if service else [GRAPH, f"gateway/{SUPERGRAPH}.json"],
        "manifests": [f"kubernetes/base/{name}.yaml", f"kubernetes/prepare/{name}.yaml"],
        "contracts": _contracts(service) if service else [],
        "consumers": [each for each in consumers.get(name, ()) if each != name],
        "prepare": prepares(first),
        "workloads": [
            {"name": each.name, "kind": "StatefulSet" if each.kept else "Deployment"}
            for each in sorted(versions, key=lambda each: each.name == name)
        ],
        "failures": _failures(service) if service else 0.0,
    }


def _contracts(service: Service) -> list[str]:
    """Where its promises to others stand."""
    said = [service.api.contract.removeprefix("./")] if service.api.contract else []
    if service.runs:
        return said
    root = f"services/{service.name}"
    return [*said, f"{root}/src/{package(service.name)}/contract/", f"{root}/{LOCK}"]


def _failures(service: Service) -> float:
    """The share of requests that may fail while a new version is looked at; 0.0 where nothing is promised."""
    slo = service.policies.slo
    if slo is None or slo.availability is None:
        return 0.0
    return min(round(float(100 - slo.availability.value.number) / 100 * _BURN, 6), 1.0)
