"""Who a service is: by the proxy beside it, where there is one; by a certificate of its own, where both ends have to show one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from tests.generate.mesh.fleet import meshed

from skerry.generate.generator import Asked
from skerry.generate.kubernetes import GENERATOR
from skerry.generate.service.callees import callers
from skerry.model.system import System
from skerry_runtime.identity.spiffe import SpiffeId


def files(system: System) -> dict[str, list[Any]]:
    (tree,) = GENERATOR.generate(system, Asked()).trees
    return {
        path.removesuffix(".yaml"): list(yaml.safe_load_all(text))
        for path, text in tree.files.items()
        if path.startswith("base/")
    }


def of(found: list[Any], kind: str) -> Any:
    return next(each for each in found if each["kind"] == kind)


def settings(found: list[Any]) -> dict[str, str]:
    return dict(of(found, "ConfigMap")["data"])


def test_behind_a_proxy_a_service_knows_callers_by_it(tmp_path: Path) -> None:
    for mesh, names in (
        ("istio", "spiffe://cluster.local/ns/shop/sa/*"),
        ("linkerd", "*.shop.serviceaccount.identity.linkerd.cluster.local"),
    ):
        found = files(meshed("shop", mesh, tmp_path))
        told = settings(found["base/order-service"])
        assert (told["SKERRY_PEER"], told["SKERRY_PEERS"]) == (mesh, names)
        assert "SKERRY_IDENTITY" not in told and "SKERRY_PEER" not in settings(found["base/search-service"])
        assert not [each for documents in found.values() for each in documents if each["kind"] == "Certificate"]


def test_without_a_mesh_it_has_a_certificate(tmp_path: Path) -> None:
    system = meshed("shop", "none", tmp_path)
    found = files(system)
    orders = found["base/order-service"]
    told, certificate = settings(orders), of(orders, "Certificate")["spec"]
    assert told["SKERRY_IDENTITY"] == "/identity" and told["SKERRY_PLAIN"] == "search-service"
    assert "SKERRY_PEER" not in told
    (uri,) = certificate["uris"]
    assert SpiffeId.of(uri).service == "order-service"
    pod = of(orders, "Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (mount,) = (each for each in container["volumeMounts"] if each["mountPath"] == "/identity")
    (volume,) = (each for each in pod["volumes"] if each["name"] == mount["name"])
    assert volume["secret"]["secretName"] == certificate["secretName"]
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    assert ports["health"] == int(told["SKERRY_HEALTH_PORT"]) == 8081
    assert {container[f"{probe}Probe"]["httpGet"]["port"] for probe in ("startup", "liveness", "readiness")} == {
        "health"
    }
    policy = of(orders, "NetworkPolicy")["spec"]["ingress"]
    assert [each["ports"] for each in policy if "observability" in str(each["from"])] == [
        [{"protocol": "TCP", "port": "health"}]
    ]


def test_everybody_who_calls_has_a_name_that_is_let_in(tmp_path: Path) -> None:
    """Trust domain and namespace are the same for all: services believe nobody of others."""
    system = meshed("shop", "none", tmp_path)
    named = {
        each["metadata"]["name"]: SpiffeId.of(each["spec"]["uris"][0])
        for documents in files(system).values()
        for each in documents
        if each["kind"] == "Certificate"
    }
    assert {(each.trust, each.namespace) for each in named.values()} == {("shop.local", "shop")}
    there = {each.service for each in named.values()}
    assert {caller for service in system.services.values() for caller in callers(system, service)} <= there
    assert named["supergraph-identity"].service == named["gateway-identity"].service == "gateway"
    assert "search-service" not in there


def test_where_nothing_proves_who_calls_a_service_has_a_token(tmp_path: Path) -> None:
    for changed in ({"mesh: istio": "mesh: istio-ambient"}, {"mesh: istio": "mesh: none", "mtls: true": "mtls: false"}):
        found = files(meshed("shop", "istio", tmp_path, **changed))
        for name, shows in (("order-service", True), ("catalog-service", False)):
            (pod,) = [each for each in found[f"base/{name}"] if each["kind"] in ("Deployment", "StatefulSet")][:1]
            (container,) = pod["spec"]["template"]["spec"]["containers"]
            assert ("SKERRY_TOKEN" in {each["name"] for each in container["env"]}) is shows


def test_a_job_is_not_in_the_mesh(tmp_path: Path) -> None:
    for mesh in ("istio", "istio-ambient", "linkerd"):
        (tree,) = GENERATOR.generate(meshed("shop", mesh, tmp_path), Asked()).trees
        job = of(list(yaml.safe_load_all(tree.files["prepare/order-service.yaml"])), "Job")
        said = job["spec"]["template"]["metadata"]
        assert {"false", "none", "disabled"} & {*said["labels"].values(), *said.get("annotations", {}).values()}
