"""What comes out of kustomizations: each way to change a resource."""

from pathlib import Path
from typing import Any

import pytest
from tests.read.manifests._kubectl import ours
from tests.read.manifests._kubernetes import deployment, documents, fleet, service, traits

from skerry.facts.fleet import Fleet

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
BASE = {
    "base/kustomization.yaml": KUSTOMIZATION + "resources: [all.yaml]\n",
    "base/all.yaml": documents(
        deployment("web", ", env: [{ name: A, value: a }, { name: B, value: b }]", labels=", tier: front"),
        deployment("cart"),
        service("web", "app: web"),
    ),
}


def built(root: Path, overlay: str, more: dict[str, str] | None = None) -> dict[tuple[str, str], Any]:
    """The bodies that come out of an overlay of BASE, by kind and name."""
    for path, text in {
        **BASE,
        "prod/kustomization.yaml": KUSTOMIZATION + "resources: [../base]\n" + overlay,
        **(more or {}),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return {(row.kind, row.name): row.body for row in ours(root, "prod")}


def container(bodies: dict[tuple[str, str], Any], name: str = "web") -> Any:
    return bodies["Deployment", name]["spec"]["template"]["spec"]["containers"][0]


def variables(bodies: dict[tuple[str, str], Any], name: str = "web") -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(bodies, name).get("env", [])}


def test_a_strategic_patch_merges_lists_by_their_key_and_can_delete(tmp_path: Path) -> None:
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      containers:\n"
        "      - name: main\n        env: [{ name: A, $patch: delete }, { name: B, value: over }, { name: C, value: c }]\n"
        "      - { name: side, image: x }\n"
    )
    found = built(tmp_path, "patches: [{ path: web.yaml }]\n", {"prod/web.yaml": patch})
    assert sorted(each["name"] for each in found["Deployment", "web"]["spec"]["template"]["spec"]["containers"]) == [
        "main",
        "side",
    ]
    main = next(
        each for each in found["Deployment", "web"]["spec"]["template"]["spec"]["containers"] if each["name"] == "main"
    )
    assert {each["name"]: each["value"] for each in main["env"]} == {"B": "over", "C": "c"}


def test_lists_of_kinds_that_kubernetes_does_not_know_are_replaced(tmp_path: Path) -> None:
    rollout = deployment("pay", ", env: [{ name: A, value: a }]", kind="Rollout").replace(
        "apps/v1", "argoproj.io/v1alpha1"
    )
    patch = rollout.replace("name: A, value: a", "name: B, value: b")
    found = built(tmp_path, "patches: [{ path: p.yaml }]\n", {"base/all.yaml": rollout, "prod/p.yaml": patch})
    env = found["Rollout", "pay"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert [each["name"] for each in env] == ["B"]


OPERATIONS = "[{op: add, path: /spec/template/spec/containers/0/env/-, value: {name: D, value: d}}, {op: remove, path: /spec/template/spec/containers/0/env/0}, {op: replace, path: /spec/template/spec/containers/0/env/0/value, value: new}]"  # fmt: skip # noqa: E501


@pytest.mark.parametrize(
    "patch",
    [
        f"patches: [{{ target: {{ kind: Deployment, name: web }}, patch: '{OPERATIONS}' }}]\n",
        f"patches: [{{ target: {{ group: apps, name: w.* }}, patch: '{OPERATIONS}' }}]\n",
        "patches: [{ target: { kind: Deployment, name: web }, path: ops.yaml }]\n",
        "patchesJson6902: [{ target: { group: apps, version: v1, kind: Deployment, name: web }, path: ops.yaml }]\n",
    ],
)
def test_json_patches_stand_inline_or_in_files_and_say_whom_they_mean(patch: str, tmp_path: Path) -> None:
    found = built(tmp_path, patch, {"prod/ops.yaml": OPERATIONS})
    assert variables(found) == {"B": "new", "D": "d"}
    assert variables(found, "cart") == {}


def test_a_target_may_be_told_by_labels(tmp_path: Path) -> None:
    text = documents(
        *(f"metadata: {{ name: {n}, labels: {{ tier: {t}, app: {n} }} }}\n" for n, t in (("a", "x"), ("b", "y")))
    )
    text = text.replace("metadata", "apiVersion: v1\nkind: ConfigMap\nmetadata")
    patch = "patches: [{ target: { labelSelector: 'tier in (x, z),app!=c' }, patch: '[{op: add, path: /data, value: {K: v}}]' }]\n"
    found = built(tmp_path, patch, {"base/all.yaml": text})
    assert [name for (_, name), body in found.items() if "data" in body] == ["a"]


def test_a_patch_that_is_not_for_this_does_nothing_and_a_hostile_pattern_takes_no_time(tmp_path: Path) -> None:
    wrong = "patches: [{ target: { kind: Deployment }, patch: '[{op: remove, path: /spec/nothing/here}, {op: [], path: x}]' }]\n"
    assert variables(built(tmp_path / "a", wrong)) == {"A": "a", "B": "b"}
    slow = "patches: [{ target: { name: '(a+)+$' }, patch: '[{op: add, path: /data, value: {}}]' }]\n"
    long = {"base/all.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: {'a' * 200}b }}\n"}
    assert all("data" not in body for body in built(tmp_path / "b", slow, long).values())


@pytest.mark.parametrize(
    ("change", "image"),
    [
        ("newTag: v2", "shop/web:v2"),
        ("newName: reg.io/web", "reg.io/web"),
        ("newName: reg.io/web, newTag: '3'", "reg.io/web:3"),
        ("digest: 'sha256:ab'", "shop/web@sha256:ab"),
    ],
)
def test_images_get_names_tags_and_digests(change: str, image: str, tmp_path: Path) -> None:
    found = built(tmp_path, f"images: [{{ name: shop/web, {change} }}, {{ name: shop, newTag: no }}]\n")
    assert (container(found)["image"], container(found, "cart")["image"]) == (image, "shop/cart")


def test_labels_reach_selectors_and_templates_as_they_are_told(tmp_path: Path) -> None:
    found = built(
        tmp_path,
        "commonLabels: { all: x }\nlabels: [{ pairs: { only: y } }, { pairs: { both: z }, includeTemplates: true }]\n",
    )
    web = found["Deployment", "web"]
    assert web["metadata"]["labels"] == {"all": "x", "only": "y", "both": "z"}
    assert web["spec"]["template"]["metadata"]["labels"].keys() == {"app", "tier", "all", "both"}
    assert web["spec"]["selector"]["matchLabels"] == {"all": "x"}
    assert found["Service", "web"]["spec"]["selector"] == {"app": "web", "all": "x"}


def test_generated_maps_are_merged_and_replaced_and_components_add_theirs(tmp_path: Path) -> None:
    component = {
        "extra/kustomization.yaml": COMPONENT
        + "configMapGenerator: [{ name: given, behavior: merge, literals: [A=over] }]\n"
        + "secretGenerator: [{ name: key, literals: ['K=\"v\"'] }]\n"
    }
    found = built(
        tmp_path, "configMapGenerator: [{ name: given, literals: [A=a, B=b] }]\ncomponents: [../extra]\n", component
    )
    assert found["ConfigMap", "given"]["data"] == {"A": "over", "B": "b"}
    assert found["Secret", "key"]["stringData"] == {"K": "v"}


def test_names_in_the_cluster_stand_beside_those_that_are_written(tmp_path: Path) -> None:
    built(tmp_path, "namePrefix: p-\nnameSuffix: -s\nnamespace: live\nreplicas: [{ name: cart, count: 4 }]\n")
    rows = {row.name: row for row in ours(tmp_path, "prod") if row.kind == "Deployment"}
    assert (rows["cart"].full, rows["cart"].body["metadata"]["namespace"]) == ("p-cart-s", "live")
    assert rows["cart"].body["spec"]["replicas"] == 4


@pytest.mark.parametrize(
    "address", ["https://x.io/all.yaml", "github.com/acme/base//deploy?ref=v1", "git@host.io:acme/base.git"]
)
def test_what_stands_elsewhere_is_said_and_not_fetched(address: str, tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "k/kustomization.yaml": KUSTOMIZATION + f"resources: [web.yaml, '{address}']\n",
            "k/web.yaml": deployment("web"),
        },
    )
    assert [(each.code.id, address in each.what, each.span.path) for each in found.problems] == [
        ("R018", True, "k/kustomization.yaml")
    ]
    assert "web" in found.by_name


def test_rings_of_kustomizations_end(tmp_path: Path) -> None:
    found = built(tmp_path, "", {"base/kustomization.yaml": KUSTOMIZATION + "resources: [all.yaml, ../prod]\n"})
    assert ("Deployment", "web") in found


def test_kustomizations_that_take_each_other_over_and_over_take_no_time(tmp_path: Path) -> None:
    files = {
        f"s{at}/kustomization.yaml": KUSTOMIZATION + f"resources: [{', '.join([f'../s{at + 1}'] * 9)}]\n"
        for at in range(18)
    }
    files |= {"s18/kustomization.yaml": KUSTOMIZATION + "resources: [a.yaml]\n", "s18/a.yaml": deployment("web")}
    assert "web" in fleet(tmp_path, files).by_name


def policy(selector: str) -> str:
    return (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec:\n"
        "  podSelector: { matchLabels: { app: cart } }\n"
        f"  ingress: [{{ from: [{{ podSelector: {{ {selector} }} }}] }}]\n"
    )


@pytest.mark.parametrize(
    ("selector", "callers"),
    [
        ("matchExpressions: [{ key: app, operator: In, values: [web, pay] }]", {"web", "pay"}),
        ("matchExpressions: [{ key: app, operator: NotIn, values: [web, cart] }]", {"pay"}),
        ("matchExpressions: [{ key: tier, operator: Exists }]", {"web"}),
        ("matchLabels: { app: pay }, matchExpressions: [{ key: tier, operator: DoesNotExist }]", {"pay"}),
        ("matchExpressions: [{ key: app, operator: Sometimes, values: [web] }]", set()),
    ],
)
def test_policies_may_select_by_expressions(selector: str, callers: set[str], tmp_path: Path) -> None:
    files = documents(
        deployment("web", labels=", tier: front"), deployment("cart"), deployment("pay"), policy(selector)
    )
    found: Fleet = fleet(tmp_path, {"all.yaml": files})
    assert {edge.source for edge in found.edges if edge.target == "cart"} == callers
    assert traits(found, "cart") is not None
