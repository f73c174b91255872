"""What runs pods: Deployments and their like, of Kubernetes, OpenShift, Knative, Argo, and of whoever else has a template of a pod."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, text

JOBS = frozenset(["Job", "CronJob", "ScaledJob"])
KINDS = JOBS | {
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Pod", "DeploymentConfig", "Rollout",
}  # fmt: skip
_TEMPLATES = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "ScaledJob": ("spec", "jobTargetRef", "template"),
}
# What people write behind a name to say of which kind the object is.
_KIND_SUFFIX = re.compile(
    r"(?<=[a-z0-9])[-_.](deployments?|deploy|depl|dep|dc|statefulset|sts|daemonset|ds|pod|rc|cronjob)$"
)
_VERSION_SUFFIX = re.compile(r"-v(\d{1,4})$")
# Containers that serve the one beside them: proxies, agents, shippers, exporters. By their names and those of their images.
_SIDECAR = re.compile(
    r"(^|[-_/])(istio-?proxy|proxyv2|envoy(-proxy)?|envoyproxy|linkerd-?proxy|proxy-init|cloud-?sql-?(auth-)?proxy|gce-proxy|jaeger-?agent|"
    r"otel-?(collector|agent)|opentelemetry-?(collector|agent)|fluent-?(bit|d)|filebeat|promtail|vault-?agent|consul-?(agent|connect|dataplane)|"
    r"[\w-]*exporter|git-?sync|config-?reloader|configmap-reload|k8s-sidecar|oauth2?-proxy|daprd|kube-rbac-proxy|statsd|telegraf|"
    r"datadog-?agent|newrelic[\w-]*|xray-daemon|cloudwatch-?agent|aws-?otel[\w-]*|sidecar)([-_:@]|$)"
)


class Workload(Struct, frozen=True):
    """`template` is that of its pods; `where` the keys that lead to it; `name` its own without what only says its kind or version."""

    origin: Object
    name: str
    where: tuple[str, ...]
    template: Mapping[str, Any]

    @property
    def labels(self) -> Mapping[str, str]:
        """Those of its pods."""
        return mapping(self.template, "metadata", "labels")

    @property
    def annotations(self) -> Mapping[str, str]:
        """Those of its pods."""
        return mapping(self.template, "metadata", "annotations")

    @property
    def pod(self) -> Mapping[str, Any]:
        """What its pods are to be."""
        return mapping(self.template, "spec")

    @property
    def containers(self) -> list[Mapping[str, Any]]:
        """Those that do the work, the main one first: without sidecars, unless there is nothing else."""
        rows = list(mappings(self.pod, "containers"))
        working = [each for each in rows if not is_sidecar(each)] or rows
        return sorted(working, key=lambda each: text(each, "name") not in {self.origin.name, self.name})

    @property
    def is_job(self) -> bool:
        """Whether it runs to an end."""
        return self.origin.kind in JOBS

    @property
    def is_patch(self) -> bool:
        """Whether it only changes another of its name: nothing says what is to run."""
        return not any(text(each, "image") for each in mappings(self.pod, "containers"))


def workload(origin: Object) -> Workload | None:
    """The workload that an object is; None for all others. An object that a patch deletes is none."""
    where = _TEMPLATES.get(origin.kind, ("spec", "template"))
    template = mapping(origin.body, *where)
    if "test" in text(origin.annotations, "helm.sh/hook"):
        return None  # `helm test` runs it, and nobody else
    known = origin.kind in KINDS or (origin.kind == "Service" and origin.group.endswith("knative.dev"))
    if not (known or listed(template, "spec", "containers")) or text(origin.body, "$patch") == "delete":
        return None
    return Workload(origin, plain_name(origin.name, mapping(template, "metadata", "labels")), where, template)


def plain_name(name: str, labels: Mapping[str, str]) -> str:
    """A workload's name without a version that its labels state, and without what only says of which kind it is."""
    found = _VERSION_SUFFIX.search(name)
    version = text(labels, "version").lower()
    if version and name.endswith("-" + version):
        name = name.removesuffix("-" + version)
    elif found and (version.partition(".")[0] == found[1] or name[: found.start()] in _named(labels)):
        name = name[: found.start()]
    return _KIND_SUFFIX.sub("", name)


def _named(labels: Mapping[str, str]) -> set[str]:
    return {text(labels, key) for key in ("app", "app.kubernetes.io/name", "k8s-app", "service")}


def is_sidecar(container: Mapping[str, Any]) -> bool:
    """Whether a container only serves the others of its pod."""
    image = text(container, "image").rpartition("/")[2].partition("@")[0].partition(":")[0]
    return bool(_SIDECAR.search(text(container, "name")) or _SIDECAR.search(image))


def workloads(rows: Iterable[Object]) -> list[Workload]:
    """All workloads among some objects."""
    return [found for each in rows if (found := workload(each)) is not None]
