"""The manifests of a system: a file for each workload, one for what they share, and what Kustomize puts together for each environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.identity import namespace
from skerry.generate.kubernetes import certificates, kustomize, network, preparing, reaching, running, scaling, settings
from skerry.generate.kubernetes.meta import Object
from skerry.generate.workloads import Passage, Workload, passages, workloads
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = "kubernetes"


def kubernetes(system: System, _: Asked) -> Generated:
    """All files."""
    found = workloads(system)
    files = {f"base/{name}.yaml": text(documents) for name, documents in _base(system, found)}
    files["base/kustomization.yaml"] = text([kustomize.base(sorted(files))])
    files["images/kustomization.yaml"] = text([kustomize.images(found)])
    prepared = dict(_prepared(system, found))
    files |= {f"prepare/{name}.yaml": text(documents) for name, documents in prepared.items()}
    if prepared:
        files["prepare/kustomization.yaml"] = text([kustomize.prepare([f"{name}.yaml" for name in prepared])])
    for environment in system.environments:
        files |= kustomize.overlay(system, environment, found)
    return Generated((Tree(ROOT, files),))


def _base(system: System, found: tuple[Workload, ...]) -> Iterator[tuple[str, list[Object]]]:
    yield "namespace", [_namespace(system), network.denied(system), *certificates.gateway(system)]
    ways, apps = passages(system), {each.app: each for each in reversed(found)}
    for name, first in sorted(apps.items()):
        versions = [each for each in found if each.app == name]
        yield name, list(_documents(system, first, versions, ways, apps))


def _prepared(system: System, found: tuple[Workload, ...]) -> Iterator[tuple[str, list[Object]]]:
    ways = passages(system)
    for each in found:
        if preparing.prepares(each):
            yield each.app, list(preparing.preparing(system, each, ways))


def _documents(
    system: System, first: Workload, versions: list[Workload], ways: Sequence[Passage], apps: dict[str, Workload]
) -> Iterator[Object]:
    yield reaching.account(system, first)
    yield settings.config(system, first)
    yield from settings.secrets(system, first)
    yield from certificates.of(system, first)
    for each in versions:
        yield running.running(system, each)
        yield from scaling.scaling(system, each)
        yield from scaling.disruption(system, each)
    yield reaching.service(system, first)
    if len(versions) > 1:
        yield from (reaching.version(system, each) for each in versions)
    yield network.allowed(system, first, ways, apps)


def _namespace(system: System) -> Object:
    """Pods that ask for more than the restricted profile allows are refused (Pod Security Standards)."""
    name = namespace(system)
    modes = ("enforce", "audit", "warn")
    about = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": about}}


def text(documents: Iterable[Object]) -> str:
    """Several documents in one file."""
    return "---\n".join(yaml(each) for each in documents)
