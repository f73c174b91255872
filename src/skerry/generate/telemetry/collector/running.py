"""How the collector runs: as hardened as the services, in the namespace of what watches, with its configuration beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from skerry.generate.identity import namespace
from skerry.generate.kubernetes import settings
from skerry.generate.kubernetes.meta import NAMESPACE, Object, document, labels, selector
from skerry.generate.kubernetes.pods import spec
from skerry.generate.kubernetes.reaching import account, service
from skerry.generate.telemetry.collector.configuration import GRPC, HEALTH, HTTP, METRICS
from skerry.generate.telemetry.collector.secrets import API_KEY
from skerry.generate.workloads import Folder, Port, Size, Workload, platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System
from skerry.model.terms.quantities import Range

NAME = "otel-collector"
CONFIG = f"{NAME}-config"
IMAGE, TAG = "otel/opentelemetry-collector-contrib", "0.130.0"
_PATH = "/etc/otelcol-contrib"
_DNS = 53
_EXEMPT = {
    "polaris.fairwinds.com/deploymentMissingReplicas-exempt": Noted(
        "true", "A trace is judged where all of its spans are: two would each see half of them."
    ),
    "checkov.io/skip1": "CKV_K8S_43=the image is somebody else's: its digest is pinned in kustomization.yaml by who has looked at it",
}


def running(system: System) -> Iterator[Object]:
    """Its manifests, but for the ConfigMap, which Kustomize makes of the file."""
    made = _workload(system)
    reached = replace(made, ports=tuple(each for each in made.ports if each != made.probe))  # the kubelet needs no name
    for each in (
        account(system, made),
        *settings.secrets(system, made),
        _deployment(system, made),
        service(system, reached),
    ):
        yield _there(each)
    yield _there(_policy(system, made))


def _workload(system: System) -> Workload:
    scraped = (Port("metrics", METRICS, "http"),) if platform.observes(system, "prometheus") else ()
    health = Port("health", HEALTH, "http")
    return Workload(
        NAME,
        NAME,
        IMAGE,
        Size(Range.memory("512Mi..1Gi"), Range.cpu("200m..1"), 1),
        (Port("otlp-grpc", GRPC, "grpc"), Port("otlp-http", HTTP, "http"), health, *scraped),
        health,
        ("/", "/", "/"),
        secrets=(API_KEY,) if platform.observes(system, "elasticsearch") else (),
        folders=(Folder("tmp", "/tmp", "64Mi"),),
        about="Takes traces, logs and metrics, and hands them on.",
    )


def _deployment(system: System, made: Workload) -> Object:
    pod = spec(made)
    container = {key: value for key, value in pod["containers"][0].items() if key not in ("envFrom", "env")}
    container["args"] = ["--config", f"{_PATH}/config.yaml"]
    container["volumeMounts"] = [
        *container["volumeMounts"],
        {"name": "config", "mountPath": _PATH, "readOnly": True},
    ]
    volumes = [*pod["volumes"], {"name": "config", "configMap": {"name": CONFIG}}]
    found = document("Deployment", "apps/v1", system, made.name, labels(system, made), _EXEMPT)
    return {
        **found,
        "spec": {
            "replicas": Noted(1, "More of them need a layer before them that sends all spans of a trace to one."),
            "revisionHistoryLimit": 3,
            "selector": {"matchLabels": selector(made)},
            "template": {
                "metadata": {"labels": labels(system, made)},
                "spec": {**pod, "containers": [container], "volumes": volumes},
            },
        },
    }


def _policy(system: System, made: Workload) -> Object:
    """The system sends to it, Prometheus asks it, and it sends to what keeps: all others are refused."""
    here, there = _within(platform.WATCHING), _within(namespace(system))
    taken = Noted({"from": [there], "ports": _ports(GRPC, HTTP)}, "traces, logs and metrics of the services")
    scraped = [{"from": [here], "ports": _ports(METRICS)}] if platform.observes(system, "prometheus") else []
    names = [{"protocol": protocol, "port": _DNS} for protocol in ("UDP", "TCP")]
    found = document("NetworkPolicy", "networking.k8s.io/v1", system, made.name, labels(system, made))
    return {
        **found,
        "spec": {
            "podSelector": {"matchLabels": selector(made)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [taken, *scraped],
            "egress": [
                Noted({"to": [_within("kube-system")], "ports": names}, "names"),
                Noted({"to": [here]}, "what keeps traces and logs"),
            ],
        },
    }


def _there(found: Object) -> Object:
    return {**found, "metadata": {**found["metadata"], "namespace": platform.WATCHING}}


def _within(name: str) -> Object:
    return {"namespaceSelector": {"matchLabels": {NAMESPACE: name}}}


def _ports(*numbers: int) -> list[Object]:
    return [{"protocol": "TCP", "port": each} for each in numbers]
