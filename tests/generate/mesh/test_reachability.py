"""The policies of a mesh are the call graph: who gets through to whom is computed from them alone, and held against the model."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.generate.mesh import istio
from tests.generate.mesh.fleet import Caller, Judge, callers, documents, may, meshed, questions

from skerry.generate.kubernetes.meta import app
from skerry.generate.workloads import passages, platform
from skerry.model.system import System

BOTH = pytest.mark.parametrize("mesh", ["istio", "istio-ambient", "linkerd"])


@pytest.fixture(params=["shop", "clinic"])
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def closed(system: System, target: str) -> bool:
    """Whether what a service offers is known: of one in another language whatever it offers may be asked."""
    service = system.services.get(target)
    return service is None or not service.open


@BOTH
def test_everybody_is_let_do_what_the_model_has_him_do_and_nothing_else(
    example: str, mesh: str, tmp_path: Path
) -> None:
    system = meshed(example, mesh, tmp_path)
    judge, asked = (
        Judge(system, documents(system), mesh),
        [each for each in questions(system) if closed(system, each.target)],
    )
    everybody = list(callers(system))
    wrong, right = [], 0
    for question in asked:
        for caller in everybody:
            wanted = may(system, caller, question, tokens=mesh != "linkerd")
            if mesh == "linkerd" and question.kind == "probe":
                wanted = True  # the kubelet has no certificate, so anybody may
            if judge.lets(caller, question) != wanted:
                wrong.append((caller, question, "should be let in" if wanted else "should not be let in"))
            right += wanted
    assert not wrong, wrong[:3]
    assert right > 50


@BOTH
def test_the_edges_are_those_of_the_model(example: str, mesh: str, tmp_path: Path) -> None:
    system = meshed(example, mesh, tmp_path)
    judge, everything = Judge(system, documents(system), mesh), list(questions(system))
    inside = {each.source for each in passages(system) if each.part is None} | set(system.services)
    found = {
        (source, each.target, each.port)
        for source in inside
        for each in everything
        if each.kind != "probe" and source != each.target and judge.lets(Caller(source, system.name), each)
    }
    assert found == {(each.source, each.target, each.port) for each in passages(system) if each.part is None}


@BOTH
def test_without_its_policy_nobody_reaches_a_service(mesh: str, tmp_path: Path) -> None:
    """The guard of the guard: what is not written lets nobody in."""
    system = meshed("shop", mesh, tmp_path)
    kept = () if mesh == "linkerd" else ("default-deny", "waypoint-default-deny")
    left = [
        each for each in documents(system) if each["kind"] != "AuthorizationPolicy" or each["metadata"]["name"] in kept
    ]
    left += [
        {
            "apiVersion": "policy.linkerd.io/v1alpha1",
            "kind": "AuthorizationPolicy",
            "metadata": {"name": "none"},
            "spec": {"targetRef": {"kind": "", "name": ""}},
        }
    ] * (mesh == "linkerd")
    judge = Judge(system, left, mesh)
    assert not [(who, what) for what in questions(system) for who in callers(system) if judge.lets(who, what)]


def test_a_service_in_another_language_is_asked_for_nothing_that_is_the_pods_own(tmp_path: Path) -> None:
    system = meshed("shop", "istio", tmp_path)
    judge, edge = Judge(system, documents(system), "istio"), platform.gateway(system)
    assert edge
    gateway = Caller("proxy", edge.namespace)
    found = {each.path: judge.lets(gateway, each) for each in questions(system) if each.target == "search-service"}
    assert found["/none"] and not found["/operator/sagas"] and not found["/internal/none"] and not found["/metrics"]


def test_a_node_lets_nobody_past_the_waypoint(tmp_path: Path) -> None:
    """Without proxies beside pods, who calls a pod by its address is judged by the node: all but scrapes go through there."""
    system = meshed("shop", "istio-ambient", tmp_path)
    policies = [each for each in documents(system) if each["kind"] == "AuthorizationPolicy"]
    scraper = platform.scraper(system)
    assert scraper
    let_in = {
        (caller.account, caller.namespace)
        for caller in (*callers(system), Caller("waypoint", system.name))
        for service in system.services
        if istio.lets(
            istio.looked_at(policies, app(service), system.name),
            istio.Asked(f"cluster.local/ns/{caller.namespace}/sa/{caller.account}" if caller.account else ""),
        )
    }
    assert let_in == {("waypoint", system.name), (scraper.name, scraper.namespace)}
