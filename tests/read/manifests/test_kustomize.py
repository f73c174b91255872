"""Kustomizations: bases, overlays, components, what they generate. Nothing is built, and nothing doubled."""

from pathlib import Path

from tests.read.manifests._kubernetes import believed, deployment, documents, fleet, names

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
BASE = {
    "base/kustomization.yaml": KUSTOMIZATION + "resources: [all.yaml]\n",
    "base/all.yaml": documents(deployment("web", ", envFrom: [{ configMapRef: { name: given } }]"), deployment("cart")),
}


def test_an_overlay_adds_no_nodes_and_what_it_patches_is_read(tmp_path: Path) -> None:
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n"
        "spec: { replicas: 4, template: { spec: { containers: [{ name: main, env: [{ name: CART, value: 'cart:80' }] }] } } }\n"
    )
    found = fleet(
        tmp_path,
        BASE
        | {
            "prod/kustomization.yaml": KUSTOMIZATION
            + "namePrefix: prod-\nresources: [../base]\npatches: [{ path: web.yaml }]\n",
            "prod/web.yaml": patch,
        },
    )
    assert names(found) == {"web", "cart"}
    assert found.by_name["web"].replicas == 4
    assert believed(found) == {("web", "cart", "http")}


def test_generated_maps_hold_literals_and_files_of_variables(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{ name: given, literals: ['CART=http://cart:80'], envs: [more.env] }]\n"
    found = fleet(
        tmp_path,
        BASE
        | {
            "base/kustomization.yaml": KUSTOMIZATION + "resources: [all.yaml]\n" + generator,
            "base/more.env": "# addresses\nPAY_URL=http://pay:80\n",
            "base/pay.yaml": deployment("pay"),
        },
    )
    assert believed(found) == {("web", "cart", "http"), ("web", "pay", "http")}


def test_a_component_that_nobody_takes_is_an_option_and_runs_nothing(tmp_path: Path) -> None:
    component = {
        "extra/kustomization.yaml": COMPONENT + "resources: [helper.yaml]\n",
        "extra/helper.yaml": deployment("helper"),
    }
    assert names(fleet(tmp_path / "a", BASE | component)) == {"web", "cart"}
    taken = {"prod/kustomization.yaml": KUSTOMIZATION + "resources: [../base]\ncomponents: [../extra]\n"}
    assert names(fleet(tmp_path / "b", BASE | component | taken)) == {"web", "cart", "helper"}


def test_what_a_patch_deletes_is_no_workload_of_its_own(tmp_path: Path) -> None:
    patch = "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: gone\n    $patch: delete\n"
    found = fleet(tmp_path, BASE | {"prod/kustomization.yaml": KUSTOMIZATION + "resources: [../base]\n" + patch})
    assert names(found) == {"web", "cart"}
