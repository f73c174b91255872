"""Manifests of former deployments, in documents and among samples: nothing runs of them where a tree has others."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet

MAIN = {"docker-compose.yml": compose(cart="build: cart", stock="build: stock"), "cart/a.py": "", "stock/a.py": ""}
WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec: {replicas: 3, template: {spec: {containers: [{name: a, image: shop/NAME, env: [{name: STOCK_URL, value: "http://stock"}]}]}}}
"""


def workload(name: str) -> str:
    return WORKLOAD.replace("NAME", name)


@pytest.mark.parametrize(
    "folder", ["old-docs/k8s", "docs", "deprecated", "legacy-manifests", "extras/sso", "examples/k8s"]
)
def test_what_only_a_manifest_aside_runs_is_no_node(folder: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**MAIN, f"{folder}/sso.yml": workload("sso"), f"{folder}/cart.yml": workload("cart")})
    assert set(fleet.by_name) == {"cart", "stock"}
    assert fleet.by_name["cart"].replicas == 0, "what is said of it aside is not said of what runs"
    assert not fleet.edges


@pytest.mark.parametrize("folder", ["archive-service/k8s", "docs-api", "services/sample-store"])
def test_a_service_with_such_a_name_runs(folder: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**MAIN, f"{folder}/sso.yml": workload("sso")})
    assert "sso" in fleet.by_name


def test_a_system_that_stands_in_samples_alone_runs(tmp_path: Path) -> None:
    files = {f"samples/shop/{name}.yml": workload(name) for name in ("a", "b", "c", "d")}
    assert {"a", "b"} <= set(
        fleet_of(tmp_path, {**files, "tools/docker-compose.yml": compose(db="image: postgres")}).by_name
    )


def test_what_stands_aside_can_be_chosen(tmp_path: Path) -> None:
    fleet_of(tmp_path, {**MAIN, "extras/docker-compose.yml": compose(cart="image: cart", sso="image: sso")})
    code = read(tmp_path, ReadOptions(remember=False, history=False))
    fleet = read_fleet(tmp_path, code, deployment="extras")
    assert set(fleet.by_name) == {"cart", "sso"}
