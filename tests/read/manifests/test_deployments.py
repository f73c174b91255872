"""The deployments of a tree: which are found, which is the main one, and what is read of one alone."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import fleet_of
from tests.read.manifests._kubernetes import deployment, documents, env, names

from skerry.facts.fleet import Fleet
from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
COMPOSE = "services:\n  cart: {image: shop/cart, environment: {DB_HOST: db}}\n  db: {image: postgres}\n"
SEVERAL = {
    "compose.yaml": COMPOSE,
    "compose.override.yaml": "services:\n  cart: {ports: ['8080:80']}\n",
    "compose.dev.yaml": "services:\n  cart: {environment: {DB_HOST: devdb, STRIPE_SECRET: sesame}}\n  devdb: {image: postgres}\n",
    "k8s/base/kustomization.yaml": KUSTOMIZATION + "resources: [all.yaml]\n",
    "k8s/base/all.yaml": documents(deployment("cart", env(DB_HOST="db")), deployment("db")),
    "k8s/overlays/prod/kustomization.yaml": KUSTOMIZATION
    + "resources: [../../base, pay.yaml]\nnamePrefix: prod-\nreplicas: [{name: cart, count: 5}]\n"
    + "images: [{name: shop/cart, newTag: v9}]\n"
    + "patches: [{target: {kind: Deployment, name: cart}, patch: '[{op: replace, path: /spec/template/spec/containers/0/env/0/value,"
    + " value: paydb}]'}]\n",
    "k8s/overlays/prod/pay.yaml": documents(deployment("pay"), deployment("paydb")),
    "k8s/overlays/staging/kustomization.yaml": KUSTOMIZATION + "resources: [../../base]\n",
}


def only(root: Path, name: str) -> Fleet:
    return read_fleet(root, read(root, ReadOptions(remember=False, history=False)), deployment=name)


def calls(found: Fleet) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in found.edges}


def test_all_ways_to_set_a_system_up_are_found_and_are_one_picture(tmp_path: Path) -> None:
    found = fleet_of(tmp_path, SEVERAL)
    assert [(each.name, each.kind, each.purpose, each.services) for each in found.deployments] == [
        ("prod", "kustomize", "production", 4),
        ("compose", "compose", "", 2),
        ("staging", "kustomize", "staging", 2),
        ("compose-dev", "compose", "development", 3),
    ]
    assert found.deployments[1].paths == ("compose.yaml", "compose.override.yaml")
    assert found.deployments[3].paths == ("compose.yaml", "compose.dev.yaml")
    assert names(found) == {"cart", "db", "devdb", "pay", "paydb", "user"}
    assert not found.deployment


def test_one_that_is_named_is_read_alone(tmp_path: Path) -> None:
    fleet_of(tmp_path, SEVERAL)
    found = only(tmp_path, "prod")
    assert (names(found), found.deployment, len(found.deployments)) == ({"cart", "db", "pay", "paydb"}, "prod", 4)
    cart = found.by_name["cart"]
    assert (cart.replicas, cart.image, cart.published, cart.aliases) == (5, "shop/cart:v9", (), ("prod-cart",))
    assert calls(found) == {("cart", "paydb")}
    assert not found.has("cart", "literal-secret")


def test_a_file_laid_over_another_replaces_what_it_sets(tmp_path: Path) -> None:
    fleet_of(tmp_path, SEVERAL)
    found = only(tmp_path, "dev")
    assert (names(found), calls(found)) == ({"cart", "db", "devdb"}, {("cart", "devdb")})
    assert found.by_name["cart"].published == ()  # the override is taken only where no file is named
    assert only(tmp_path, "compose").by_name["cart"].published == (8080,)


@pytest.mark.parametrize("name", ["prod", "k8s/overlays/prod/kustomization.yaml"])
def test_a_deployment_is_named_by_name_or_file(name: str, tmp_path: Path) -> None:
    fleet_of(tmp_path, SEVERAL)
    assert only(tmp_path, name).deployment == "prod"


def test_a_name_that_none_or_several_have_is_a_problem_that_lists_them(tmp_path: Path) -> None:
    fleet_of(
        tmp_path, SEVERAL | {"k8s/overlays/more-prod/kustomization.yaml": KUSTOMIZATION + "resources: [../../base]\n"}
    )
    none = only(tmp_path, "pord")
    assert not none.nodes
    assert "prod" in none.problems[0].what
    assert none.problems[0].code.id == "R017"
    fleet_of(tmp_path / "x", {f"{each}/compose.yaml": COMPOSE for each in ("a", "b")})
    assert "a/compose, b/compose" in only(tmp_path / "x", "compose").problems[0].what


def test_the_main_deployment_says_what_counts(tmp_path: Path) -> None:
    def files(*variants: tuple[str, str, int]) -> dict[str, str]:
        return {
            f"k8s/{name}/cart.yaml": deployment("cart", f", image: 'shop/cart:{tag}'", spec=f", replicas: {replicas}")
            .replace("image: shop/cart, ", "")
            for name, tag, replicas in variants
        }  # fmt: skip

    found = fleet_of(tmp_path, files(("dev", "d", 9), ("prod", "p", 2)) | {"k8s/common/pay.yaml": deployment("pay")})
    assert [(each.name, each.services) for each in found.deployments] == [("prod", 2), ("dev", 2)]
    assert (found.by_name["cart"].image, found.by_name["cart"].replicas) == ("shop/cart:p", 2)


def test_each_service_with_its_own_overlay_of_a_name_is_one_deployment(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for name in ("cart", "pay"):
        files[f"{name}/base/kustomization.yaml"] = KUSTOMIZATION + "resources: [it.yaml]\n"
        files[f"{name}/base/it.yaml"] = deployment(name)
        files[f"{name}/overlays/prod/kustomization.yaml"] = KUSTOMIZATION + "resources: [../../base]\n"
    assert [(each.name, each.services) for each in fleet_of(tmp_path, files).deployments] == [("prod", 2)]
    assert names(only(tmp_path, "prod")) == {"cart", "pay"}


def test_values_by_environment_are_deployments_of_a_chart(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": "name: shop\n",
        "chart/values.yaml": "replicas: 1\nmail: false\n",
        "chart/values-prod.yaml": "replicas: 7\nmail: true\n",
        "chart/environments/qa/values.yaml": "replicas: 3\n",
        "chart/templates/all.yaml": deployment("cart").replace("spec: {", "spec: { replicas: {{ .Values.replicas }},", 1)
        + "{{ if .Values.mail }}\n---\n" + deployment("mail") + "{{ end }}\n",
    }  # fmt: skip
    found = fleet_of(tmp_path, files)
    assert [(each.name, each.purpose) for each in found.deployments] == [
        ("helm-prod", "production"), ("helm", ""), ("helm-qa", "staging"),
    ]  # fmt: skip
    assert (names(only(tmp_path, "prod")), only(tmp_path, "prod").by_name["cart"].replicas) == ({"cart", "mail"}, 7)
    assert (names(only(tmp_path, "qa")), only(tmp_path, "qa").by_name["cart"].replicas) == ({"cart"}, 3)


def test_an_environment_may_switch_parts_of_a_chart_on(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": "name: shop\ndependencies: [{ name: pay, version: 1.0.0, condition: pay.enabled }]\n",
        "chart/values.yaml": "pay: { enabled: false }\n",
        "chart/values-prod.yaml": "pay: { enabled: true }\n",
        "chart/templates/cart.yaml": deployment("cart"),
        "chart/charts/pay/Chart.yaml": "name: pay\n",
        "chart/charts/pay/templates/pay.yaml": deployment("pay"),
    }
    assert names(fleet_of(tmp_path, files)) == {"cart"}
    assert names(only(tmp_path, "prod")) == {"cart", "pay"}


def test_a_compose_file_of_tests_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    files = {
        "compose.yaml": COMPOSE,
        "compose.test.yaml": "services:\n  cart: {image: shop/cart}\n  stub: {image: wiremock}\n",
    }
    found = fleet_of(tmp_path, files)
    assert names(found) == {"cart", "db"}
    assert [(each.name, each.purpose) for each in found.deployments] == [("compose", ""), ("compose-test", "test")]
    assert names(only(tmp_path, "test")) == {"cart", "stub"}


def test_a_tree_without_manifests_has_none(tmp_path: Path) -> None:
    assert fleet_of(tmp_path, {"a.py": "x = 1\n"}).deployments == ()
