"""Where requests go and who tries them again: the canary as the model has it, and nobody's tries doubled."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.generate.mesh.fleet import EXAMPLES, documents, meshed

from skerry.generate.generator import Asked
from skerry.generate.kubernetes import GENERATOR as KUBERNETES
from skerry.generate.mesh import GENERATOR
from skerry.generate.mesh.calls import carried
from skerry.model import load
from skerry.model.system import System

CANARY = "canary: { v2: 10%, when: header version = canary }"
Document = Mapping[str, Any]
ALL = pytest.mark.parametrize("mesh", ["istio", "istio-ambient", "linkerd"])


def of(system: System, kind: str, name: str) -> Document:
    found = [each for each in documents(system) if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return next(each for each in found if not each["apiVersion"].startswith("policy."))


def split(system: System, mesh: str, **headers: str) -> dict[str, float]:
    """How the requests with these headers to order-service are split between its versions, from the manifests alone."""
    if mesh == "istio":
        subsets = {
            each["name"]: each["labels"] for each in of(system, "DestinationRule", "order-service")["spec"]["subsets"]
        }
        rules = [each for each in of(system, "VirtualService", "order-service")["spec"]["http"] if _grpc(each) is False]
        rule = next(each for each in rules if any(_fits(one, headers) for one in each.get("match", [{}])))
        parts = {subsets[each["destination"]["subset"]]["version"]: each.get("weight", 100) for each in rule["route"]}
    else:
        rules = of(system, "HTTPRoute", "order-service")["spec"]["rules"]
        rule = next(
            each for each in rules if all(_has(one, headers) for one in each.get("matches", [{}])[0].get("headers", ()))
        )
        parts = {
            re.sub(r"order-service-(v\d)-only", r"\1", each["name"]): each.get("weight", 1)
            for each in rule["backendRefs"]
        }
    whole = sum(parts.values())
    return {version: weight / whole for version, weight in parts.items() if weight}


def _grpc(rule: Document) -> bool:
    return any(each.get("port") == 50051 for each in rule.get("match", ()))


def _fits(match: Document, headers: Mapping[str, str]) -> bool:
    wanted = {name: {"type": "RegularExpression" if "regex" in said else "Exact", "value": next(iter(said.values()))}
              for name, said in match.get("headers", {}).items()}  # fmt: skip
    return all(_has({"name": name, **said}, headers) for name, said in wanted.items()) and "uri" not in match


def _has(wanted: Document, headers: Mapping[str, str]) -> bool:
    value = headers.get(wanted["name"])
    if value is None:
        return False
    return (
        bool(re.fullmatch(wanted["value"], value))
        if wanted["type"] == "RegularExpression"
        else value == wanted["value"]
    )


@ALL
def test_of_the_requests_with_the_header_a_tenth_goes_to_the_new_version(mesh: str, tmp_path: Path) -> None:
    system = meshed("shop", mesh, tmp_path)
    assert split(system, mesh, version="canary") == {"v2": 0.1, "v1": 0.9}
    assert split(system, mesh) == split(system, mesh, version="canary2") == {"v1": 1.0}


@ALL
def test_with_a_cookie(mesh: str, tmp_path: Path) -> None:
    system = meshed("shop", mesh, tmp_path, **{CANARY: "canary: { v2: 25%, when: cookie beta = yes }"})
    assert split(system, mesh, cookie="a=b; beta=yes; c=d") == {"v2": 0.25, "v1": 0.75}
    assert split(system, mesh, cookie="alphabeta=yes") == split(system, mesh) == {"v1": 1.0}


@ALL
def test_of_all_requests(mesh: str, tmp_path: Path) -> None:
    system = meshed("shop", mesh, tmp_path, **{CANARY: "canary: { v2: 12.5% }"})
    assert split(system, mesh) == split(system, mesh, version="canary") == {"v2": 0.125, "v1": 0.875}


def test_what_callers_try_again_the_mesh_does_not(tmp_path: Path) -> None:
    """Istio tries twice more by itself, so it has to be told."""
    system = meshed("shop", "istio", tmp_path)
    assert not carried(system)
    routes = [
        each for found in documents(system) if found["kind"] == "VirtualService" for each in found["spec"]["http"]
    ]
    assert routes and all(each["retries"] == {"attempts": 0} and "timeout" not in each for each in routes)


def test_what_the_model_gives_to_the_mesh_the_mesh_does(tmp_path: Path) -> None:
    clinic = load(EXAMPLES / "clinic").system
    tried = [
        each for each in of(clinic, "VirtualService", "patient-service")["spec"]["http"] if each["retries"]["attempts"]
    ]
    assert {each["timeout"] for each in tried} == {"300ms", "800ms"} and {
        each["retries"]["attempts"] for each in tried
    } == {2}
    for each in tried:
        (match,) = each["match"]
        caller = match["sourceLabels"]["app.kubernetes.io/name"]
        assert caller in (
            "record-service",
            "appointment-service",
            "prescription-service",
            "billing-service",
            "lab-service",
        )
        reads = match["method"].get("regex") == "GET|HEAD" or match["method"].get("exact") in ("PUT", "DELETE")
        assert ("gateway-error" in each["retries"]["retryOn"]) == reads, "what may not be repeated was not seen yet"


def test_the_same_with_linkerd(tmp_path: Path) -> None:
    system = meshed("clinic", "linkerd", tmp_path)
    told = [each["metadata"].get("annotations", {}) for each in documents(system) if each["kind"] == "HTTPRoute"]
    assert {
        "timeout.linkerd.io/request": "800ms",
        "retry.linkerd.io/http": "502-504",
        "retry.linkerd.io/limit": "2",
    } in told


def test_a_pod_that_fails_is_passed_over_as_the_breaker_says(tmp_path: Path) -> None:
    shop = load(EXAMPLES / "shop").system
    found = of(shop, "DestinationRule", "order-service")["spec"]["trafficPolicy"]["outlierDetection"]
    assert (found["consecutiveGatewayErrors"], found["baseEjectionTime"]) == (5, "10s")
    (tree,) = GENERATOR.generate(meshed("shop", "linkerd", tmp_path), Asked()).trees
    patches = {
        each["metadata"]["name"]: each["metadata"] for each in yaml.safe_load_all(tree.files["base/patches.yaml"])
    }
    said = patches["order-service"]["annotations"]
    assert said["balancer.linkerd.io/failure-accrual-consecutive-max-failures"] == "5"


def test_without_a_mesh_there_is_nothing_of_it(tmp_path: Path) -> None:
    assert GENERATOR.generate(meshed("shop", "none", tmp_path), Asked()).trees == ()


@ALL
@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl, which has kustomize in it, is not installed")
def test_it_is_put_on_the_manifests_of_each_environment(mesh: str, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    system = meshed("shop", mesh, tmp_path / "model")
    for tree in (*KUBERNETES.generate(system, Asked()).trees, *GENERATOR.generate(system, Asked()).trees):
        for path, text in tree.files.items():
            (tmp_path / tree.root / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / tree.root / path).write_text(text)
    for environment in system.environments:
        ran = subprocess.run(
            ["kubectl", "kustomize", f"mesh/overlays/{environment}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        kinds = [each["kind"] for each in yaml.safe_load_all(ran.stdout)]
        assert {"Deployment", "AuthorizationPolicy"} <= set(kinds)
