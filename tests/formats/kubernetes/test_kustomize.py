"""Kustomizations are judged as they are built."""

from __future__ import annotations

from pathlib import Path

from skerry.formats.kubernetes import Manifests
from skerry.workbench.manifests import manifests_of

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: 1
  template:
    spec:
      containers:
        - { name: orders, image: orders, env: [{ name: A, value: a }] }
        - { name: proxy, image: proxy }
"""
FILES = {
    "base/kustomization.yaml": "resources: [orders.yaml]\nconfigMapGenerator: [{ name: settings, literals: [level=info] }]\n",
    "base/orders.yaml": BASE,
    "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\npatches:\n  - path: more.yaml\n  - target: { kind: Deployment }\n"
    "    patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: { name: any }\n      spec: { paused: true }\n",
    "prod/more.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders }\nspec:\n  replicas: 3\n  template:\n    spec:\n"
    "      containers:\n        - { name: orders, env: [{ name: B, value: b }] }\n        - { name: proxy, $patch: delete }\n",
    "dev/kustomization.yaml": "resources: [../base]\n",
    "extra/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [other.yaml]\n",
    "extra/other.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: other }\n",
    "ring/kustomization.yaml": "resources: [../ring, ../loop]\n",
    "loop/kustomization.yaml": "resources: [../ring]\n",
}


def read(files: dict[str, str], folder: Path) -> Manifests:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    found = manifests_of([folder])
    assert found is not None
    return found


def test_an_overlay_is_its_base_with_its_patches(tmp_path: Path) -> None:
    known = read(FILES, tmp_path)
    dev, prod = sorted(known.of("Deployment.apps"), key=lambda each: each.namespace)
    assert [each["name"] for each in prod.at("spec", "template", "spec", "containers")] == ["orders"]
    assert [each["name"] for each in prod.at("spec", "template", "spec", "containers", 0, "env")] == ["A", "B"]
    assert (prod.namespace, prod.at("spec", "replicas"), prod.at("spec", "paused")) == ("prod", 3, True)
    assert (dev.namespace, dev.at("spec", "replicas")) == ("", 1)
    assert dev.scope != prod.scope
    assert prod.span("spec", "replicas").path.endswith("base/orders.yaml")


def test_generated_maps_are_there_and_unused_components_are_not(tmp_path: Path) -> None:
    known = read(FILES, tmp_path)
    assert {each.name for each in known.of("ConfigMap")} == {"settings"}
    assert not known.of("Service")


def test_images_are_those_of_the_build(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [orders.yaml]\n",
        "base/orders.yaml": BASE,
        "images/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"
        "images: [{ name: orders, newName: registry.example/orders, digest: 'sha256:ab' }, { name: proxy, newTag: '2' }]\n",
        "prod/kustomization.yaml": "resources: [../base]\ncomponents: [../images]\n",
    }
    (built,) = read(files, tmp_path).of("Deployment.apps")
    containers = built.at("spec", "template", "spec", "containers")
    assert [each["image"] for each in containers] == ["registry.example/orders@sha256:ab", "proxy:2"]
