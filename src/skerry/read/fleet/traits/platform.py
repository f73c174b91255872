"""What the services run on, where something in the tree says so: a mesh that carries their calls, a cloud that keeps their logs.

Signs stand in manifests, scripts and Terraform. `joins-mesh` has the mesh as its value, `runs-on` the cloud's service. Both are of every
node of ours, as the whole tree is set up by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._stand import Stand

_FILES = re.compile(
    r"\.(?:ya?ml|tf|tf\.json|sh|bash|bicep|hcl|nomad|ps1)$|^(?:Makefile|skaffold\.yaml|\.gitlab-ci\.yml|Jenkinsfile)$"
)
_ELSEWHERE = re.compile(r"(?i)(?:^|/)(?:tests?|node_modules|vendor|old[\w-]*|archived?|deprecated|legacy)/")
_LONGEST = 400_000  # bytes of a file

# What only a mesh, or who puts services into one, writes.
_MESHES = (
    (re.compile(r"(?m)^\s*apiVersion:\s*['\"]?(?:networking|security|telemetry)\.istio\.io/"), "istio"),
    (re.compile(r"\bistio-injection['\"]?\s*[:=]\s*['\"]?enabled|\bistioctl\s+(?:install|kube-inject)\b|\bistio\.io/rev\s*[:=]"), "istio"),
    (re.compile(r"linkerd\.io/inject['\"]?\s*[:=]\s*['\"]?enabled|"
        r"\blinkerd\s+inject\b|(?m:^\s*apiVersion:\s*['\"]?linkerd\.io/)"), "linkerd"),
    (re.compile(r"consul\.hashicorp\.com/connect-inject['\"]?\s*:\s*['\"]?true|\bsidecar_service\s*\{"), "consul"),
    (re.compile(r"(?m)^\s*apiVersion:\s*['\"]?(?:appmesh\.k8s\.aws|kuma\.io|openservicemesh\.io)/"), "mesh"),
)  # fmt: skip
# A cloud that runs containers and collects what they write by itself.
_CLOUDS = (
    (re.compile(r"\bgcloud\s+(?:beta\s+)?container\s+clusters\s+create|\"google_container_cluster\"|\bgoogleCloudBuild\s*:"), "gke"),
    (re.compile(r"\bgcloud\s+run\s+deploy\b|\"google_cloud_run_(?:v2_)?service\""), "cloud-run"),
    (re.compile(r"\"azurerm_kubernetes_cluster\"|\baz\s+aks\s+create\b|Microsoft\.ContainerService/managedClusters"), "aks"),
    (re.compile(r"\"azurerm_container_app\"|\baz\s+containerapp\s+(?:create|up)\b|Microsoft\.App/containerApps"), "container-apps"),
    (re.compile(r"\"aws_ecs_(?:service|task_definition)\"|\bawslogs-group\b|AWS::ECS::TaskDefinition"), "ecs"),
    (re.compile(r"amazon-cloudwatch-observability|\bContainerInsights\b"), "eks"),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """The first place of each."""
    seen: dict[tuple[str, str], Witness] = {}
    for file in stand.ground.texts.tree.files:
        told = _FILES.search(basename(file.path)) and file.role != "test" and not _ELSEWHERE.search(file.path)
        text = stand.ground.texts.of(file.path)[:_LONGEST] if told and file.size <= _LONGEST else ""
        for trait, rows in (("joins-mesh", _MESHES), ("runs-on", _CLOUDS)):
            for pattern, value in rows if text else ():
                if (trait, value) not in seen and (found := pattern.search(text)):
                    line = text.count("\n", 0, found.start()) + 1
                    seen[trait, value] = Witness(file.path, line, "platform", " ".join(found[0].split())[:100])
    ours = [node for node in stand.nodes if node.role in {"business", "gateway", "auth", "job"}]
    for (trait, value), witness in seen.items():
        yield from (Trait(node.name, trait, "", value, (witness,)) for node in ours)
