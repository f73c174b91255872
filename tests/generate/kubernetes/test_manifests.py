"""What the manifests of the examples promise: no more rights than needed, nothing that dangles, and hand edits that stay."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from skerry.generate.generator import Asked
from skerry.generate.kubernetes import GENERATOR
from skerry.kernel.artefacts import Fate
from skerry.model import load
from skerry.workbench.generate import Planned, generate_plan, generate_write

EXAMPLES = Path(__file__).parents[3] / "examples"
WORKING = ("Deployment", "StatefulSet", "Job")


@pytest.fixture(params=["shop", "clinic"])
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    (tree,) = GENERATOR.generate(load(EXAMPLES / request.param).system, Asked()).trees
    return dict(tree.files)


def documents(files: dict[str, str], *folders: str) -> list[Any]:
    return [
        each
        for path, text in sorted(files.items())
        if path.startswith(folders or ("base/", "prepare/")) and "kustomization" not in path
        for each in yaml.safe_load_all(text)
    ]


def pods(files: dict[str, str]) -> list[Any]:
    return [each["spec"]["template"] for each in documents(files) if each["kind"] in WORKING]


def test_no_pod_may_do_more_than_its_work(files: dict[str, str]) -> None:
    for pod in pods(files):
        (container,) = pod["spec"]["containers"]
        rights = container["securityContext"]
        assert pod["spec"]["automountServiceAccountToken"] is False
        assert rights["readOnlyRootFilesystem"] and rights["runAsNonRoot"] and not rights["allowPrivilegeEscalation"]
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert set(container["resources"]["limits"]) == {"cpu", "memory", "ephemeral-storage"}


def test_whatever_is_named_is_there(files: dict[str, str]) -> None:
    found = documents(files)
    there = {(each["kind"], each["metadata"]["name"]) for each in found}
    secrets = {each["spec"]["target"]["name"] for each in found if each["kind"] == "ExternalSecret"}
    for pod in pods(files):
        spec, (container,) = pod["spec"], pod["spec"]["containers"]
        assert ("ServiceAccount", spec["serviceAccountName"]) in there
        assert {("ConfigMap", each["configMapRef"]["name"]) for each in container["envFrom"]} <= there
        assert {each["secret"]["secretName"] for each in spec["volumes"] if "secret" in each} <= secrets
        ports = {each["name"] for each in container.get("ports", ())}
        probes = [container[word] for word in ("startupProbe", "livenessProbe", "readinessProbe") if word in container]
        assert {(probe.get("httpGet") or probe["tcpSocket"])["port"] for probe in probes} <= ports
    for each in found:
        if each["kind"] == "HorizontalPodAutoscaler":
            target = each["spec"]["scaleTargetRef"]
            assert (target["kind"], target["name"]) in there
        if each["kind"] in ("Service", "PodDisruptionBudget"):
            wanted = each["spec"]["selector"]
            wanted = wanted.get("matchLabels", wanted)
            assert any(wanted.items() <= pod["metadata"]["labels"].items() for pod in pods(files)), each["metadata"][
                "name"
            ]


def test_no_secret_stands_in_a_manifest(files: dict[str, str]) -> None:
    assert not [each for each in documents(files) if each["kind"] == "Secret"]
    for pod in pods(files):
        for each in pod["spec"]["containers"][0]["env"]:
            assert "valueFrom" in each or each["value"].startswith("/var/run/secrets/"), each


def test_a_service_gets_no_request_that_a_job_of_it_would_answer(files: dict[str, str]) -> None:
    jobs = [pod for each in documents(files) if each["kind"] == "Job" for pod in [each["spec"]["template"]]]
    services = [each["spec"]["selector"] for each in documents(files) if each["kind"] == "Service"]
    assert jobs and not [
        job for job in jobs for wanted in services if wanted.items() <= job["metadata"]["labels"].items()
    ]


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl, which has kustomize in it, is not installed")
def test_kustomize_builds_every_environment(files: dict[str, str], tmp_path: Path) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for folder in ("overlays/staging", "overlays/prod", "prepare"):
        ran = subprocess.run(
            ["kubectl", "kustomize", folder], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        built = [each for each in yaml.safe_load_all(ran.stdout) if each["kind"] in WORKING]
        assert built and all("@sha256:" in each["spec"]["template"]["spec"]["containers"][0]["image"] for each in built)


def test_environments_say_what_differs_there_and_no_more() -> None:
    (tree,) = GENERATOR.generate(load(EXAMPLES / "shop").system, Asked()).trees
    (prod,) = yaml.safe_load_all(tree.files["overlays/prod/sizes.yaml"])
    assert (prod["metadata"]["name"], prod["spec"]) == ("order-service", {"minReplicas": 6, "maxReplicas": 10})
    staging = list(yaml.safe_load_all(tree.files["overlays/staging/sizes.yaml"]))
    assert {each["spec"]["minReplicas"] for each in staging} == {1}


MODEL = """\
arch: 1
system: shop
contexts: { orders: { about: What is ordered } }
services:
  order-service: { context: orders, owns: [Order], stores: { main: { postgres: orders } } }
deploy:
  kubernetes: { registry: registry.example }
  order-service: { replicas: 3, memory: 256Mi..512Mi }
"""


def planned(folder: Path, model: str) -> Planned:
    path = folder / "shop.arch.yaml"
    path.write_text(model)
    found = generate_plan(path, folder / "out", ("kubernetes",))
    assert found.sound, found.problems
    return found


def test_what_a_person_has_changed_stays_when_the_model_changes(tmp_path: Path) -> None:
    generate_write(planned(tmp_path, MODEL))
    path = tmp_path / "out/kubernetes/base/order-service.yaml"
    built = tmp_path / "out/kubernetes/images/kustomization.yaml"
    path.write_text(path.read_text().replace("failureThreshold: 60", "failureThreshold: 90"))
    built.write_text(built.read_text().replace("0" * 64, "ab" * 32))
    later = planned(tmp_path, MODEL.replace("replicas: 3", "replicas: 5").replace("..512Mi", "..1Gi"))
    (plan,) = later.plans.values()
    assert plan.fates["base/order-service.yaml"] is Fate.MERGE and not later.conflicts
    generate_write(later)
    for text in ("failureThreshold: 90", "replicas: 5", 'memory: "1Gi"'):
        assert text in path.read_text()
    assert "ab" * 32 in built.read_text()
    clash = planned(tmp_path, MODEL.replace("replicas: 3", "replicas: 5").replace("..512Mi", "..1Gi"))
    assert not clash.changes
