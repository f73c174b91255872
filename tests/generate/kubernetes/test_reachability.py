"""The network policies are the call graph: who gets through to whom is computed from the manifests alone, and held against the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from skerry.generate.generator import Asked
from skerry.generate.kubernetes import GENERATOR
from skerry.generate.workloads import passages
from skerry.model import load
from skerry.model.system import System

EXAMPLES = Path(__file__).parents[3] / "examples"
Document = Mapping[str, Any]


def documents(system: System) -> list[Document]:
    (tree,) = GENERATOR.generate(system, Asked()).trees
    return [
        each
        for name, text in sorted(tree.files.items())
        if name.startswith("base/")
        for each in yaml.safe_load_all(text)
    ]


class Network:
    """As a cluster has it: a connection needs leave to go out where a policy selects the one, and leave to come in at the other."""

    def __init__(self, found: list[Document]) -> None:
        self.policies = [each["spec"] for each in found if each["kind"] == "NetworkPolicy"]
        self.pods = {
            each["metadata"]["name"]: each["spec"]["template"]
            for each in found
            if each["kind"] in ("Deployment", "StatefulSet")
        }

    def open(self, source: str, target: str) -> set[str]:
        """The names of the ports at which one pod gets through to another."""
        ports = self.pods[target]["spec"]["containers"][0]["ports"]
        return {
            each["name"]
            for each in ports
            if self._lets("egress", "to", source, target, each) and self._lets("ingress", "from", target, source, each)
        }

    def outside(self, source: str) -> set[tuple[str, int]]:
        """Where a pod gets to that is no pod of the system: the namespace or `anywhere`, and the port."""
        found = set()
        for rule in self._rules("egress", source):
            for peer in rule["to"]:
                name = (
                    peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
                    if "namespaceSelector" in peer
                    else "anywhere"
                )
                if "podSelector" not in peer:
                    found |= {(name, each["port"]) for each in rule["ports"]}
        return found

    def entered(self, target: str) -> set[tuple[str, str]]:
        """From which namespaces a pod is reached, and at which port."""
        return {
            (peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"], each["port"])
            for rule in self._rules("ingress", target)
            for peer in rule["from"]
            if "namespaceSelector" in peer
            for each in rule["ports"]
        }

    def _rules(self, direction: str, pod: str) -> Iterator[Document]:
        labels = self.pods[pod]["metadata"]["labels"]
        for policy in self.policies:
            if _selects(policy["podSelector"], labels):
                yield from policy.get(direction, [])

    def _lets(self, direction: str, side: str, pod: str, peer: str, port: Document) -> bool:
        labels = self.pods[peer]["metadata"]["labels"]
        return any(
            any("podSelector" in each and _selects(each["podSelector"], labels) for each in rule[side])
            and any(each["port"] in (port["name"], port["containerPort"]) for each in rule["ports"])
            for rule in self._rules(direction, pod)
        )


def _selects(selector: Document, labels: Document) -> bool:
    return selector.get("matchLabels", {}).items() <= labels.items()


@pytest.fixture(params=["shop", "clinic"])
def system(request: pytest.FixtureRequest) -> System:
    return load(EXAMPLES / request.param).system


def test_pods_reach_whom_the_model_has_them_call_and_nobody_else(system: System) -> None:
    network = Network(documents(system))
    apps = {name: pod["metadata"]["labels"]["app.kubernetes.io/name"] for name, pod in network.pods.items()}
    found = {
        (apps[source], apps[target], port)
        for source in network.pods
        for target in network.pods
        if apps[source] != apps[target]
        for port in network.open(source, target)
    }
    assert found == {(each.source, each.target, each.port) for each in passages(system) if each.part is None}


def test_what_is_not_the_systems_is_reached_where_it_is_needed_and_nothing_else(system: System) -> None:
    network = Network(documents(system))
    for name, pod in network.pods.items():
        app = pod["metadata"]["labels"]["app.kubernetes.io/name"]
        mine = [each for each in passages(system) if each.part is not None]
        wanted = {
            (each.part.namespace or "anywhere", int(each.port)) for each in mine if each.part and each.source == app
        }
        assert network.outside(name) == {*wanted, ("kube-system", 53)}
        assert network.entered(name) == {
            (each.part.namespace, each.port) for each in mine if each.part and each.target == app
        }


def test_nothing_is_open_that_no_policy_opens(system: System) -> None:
    """The guard of the guard: without the policies of one service nobody reaches it any more."""
    found = documents(system)
    network = Network(
        [each for each in found if each["kind"] != "NetworkPolicy" or each["metadata"]["name"] == "default-deny"]
    )
    assert not any(network.open(source, target) for source in network.pods for target in network.pods)
