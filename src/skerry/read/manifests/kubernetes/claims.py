"""What a workload's manifest says of it that is one of the fleet's traits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Claim
from skerry.read.manifests.kubernetes.objects import READER
from skerry.read.manifests.kubernetes.quantities import quantity
from skerry.read.manifests.kubernetes.values import line_of, listed, mapping, text, truth
from skerry.read.manifests.kubernetes.workloads import Workload, is_sidecar

_USERS = {"runs-as-root": "runAsUser: 0", "runs-as-user": "not root"}
_STRONG = frozenset(["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH"])


def claims(workload: Workload) -> Iterator[Claim]:
    """All that is said of a workload by its own manifest."""
    path = workload.origin.path
    for container in workload.containers:
        yield from _of_container(container, path)
    yield from _of_pod(workload, path)
    yield from _of_annotations(workload)
    working = {text(each, "image") for each in workload.containers if not is_sidecar(each)}
    if len(working) > 1:
        names = ", ".join(text(each, "name") for each in workload.containers)
        yield Claim("several-processes", Witness(path, line_of(workload.pod, "containers"), READER, names), names)


def _of_container(container: Mapping[str, Any], path: str) -> Iterator[Claim]:
    def claim(trait: str, key: str, value: str = "", said: str = "") -> Claim:
        return Claim(trait, Witness(path, line_of(container, key), READER, said or key), value)

    for trait, key in (("liveness", "livenessProbe"), ("readiness", "readinessProbe")):
        if mapping(container, key):
            yield claim(trait, key, text(container, key, "httpGet", "path"))
    if limits := mapping(container, "resources", "limits"):
        shown = " ".join(
            f"{key}={quantity(text(limits, key))}"
            for key in sorted(limits)
            if key in {"cpu", "memory"} and text(limits, key)
        )
        yield claim("limits-resources", "resources", shown, f"limits {shown}")
    security = mapping(container, "securityContext")
    if trait := _user(security):
        yield claim(trait, "securityContext", said=_USERS[trait])
    strong = _STRONG.intersection(text(each).removeprefix("CAP_") for each in listed(security, "capabilities", "add"))
    if truth(security, "privileged") or strong:
        shown = "privileged" if truth(security, "privileged") else "capabilities " + ", ".join(sorted(strong))
        yield claim("privileged", "securityContext", said=shown)


def _user(security: Mapping[str, Any]) -> str:
    """Whether a security context says that it runs as root, or as a user of its own; '' where it says neither."""
    user = text(security, "runAsUser")
    if user == "0":
        return "runs-as-root"
    return "runs-as-user" if user or truth(security, "runAsNonRoot") else ""


def _of_pod(workload: Workload, path: str) -> Iterator[Claim]:
    pod = workload.pod
    if trait := _user(mapping(pod, "securityContext")):
        yield Claim(trait, Witness(path, line_of(pod, "securityContext"), READER, _USERS[trait]))
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if truth(pod, key):
            yield Claim("privileged", Witness(path, line_of(pod, key), READER, key))
    host = text(pod, "nodeName") or text(pod, "nodeSelector", "kubernetes.io/hostname")
    if host:
        key = "nodeName" if text(pod, "nodeName") else "nodeSelector"
        yield Claim("pinned-to-host", Witness(path, line_of(pod, key), READER, host), host)


def _of_annotations(workload: Workload) -> Iterator[Claim]:
    """What meshes and scrapers are told by annotations; those of the pods count, and on a Knative service its own."""
    for key, trait, product in (
        ("sidecar.istio.io/inject", "encrypts", "istio"),
        ("linkerd.io/inject", "encrypts", "linkerd"),
        ("consul.hashicorp.com/connect-inject", "encrypts", "consul"),
        ("prometheus.io/scrape", "meters", "prometheus"),
    ):
        for held in (workload.annotations, workload.labels):
            if text(held, key) in {"true", "enabled"}:
                witness = Witness(workload.origin.path, line_of(held, key), READER, key)
                yield Claim(trait, witness, product)
                break
