"""What runs pods: each kind that has a template for them, and that template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, at, labels, mapping, number, rows, text
from skerry.kernel.span import Span

_TEMPLATE: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "ReplicationController": ("spec", "template"),
    "Deployment.apps": ("spec", "template"),
    "StatefulSet.apps": ("spec", "template"),
    "DaemonSet.apps": ("spec", "template"),
    "ReplicaSet.apps": ("spec", "template"),
    "Job.batch": ("spec", "template"),
    "CronJob.batch": ("spec", "jobTemplate", "spec", "template"),
    "Rollout.argoproj.io": ("spec", "template"),
    "DeploymentConfig.apps.openshift.io": ("spec", "template"),
    "Deployment.extensions": ("spec", "template"),
}
_REPLICATED = frozenset(
    ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout", "DeploymentConfig"]
)


@dataclass(frozen=True, eq=False)
class Container:
    """A container, and the path of keys to it in its object. `first` says that it runs to its end before the others begin."""

    body: dict[str, Any]
    keys: tuple[Key, ...]
    first: bool

    @property
    def name(self) -> str:
        """As the pod calls it."""
        return text(self.body, "name")


@dataclass(frozen=True, eq=False)
class Workload:
    """An object that runs pods; `keys` lead to the template of its pods."""

    resource: Resource
    keys: tuple[Key, ...]

    @cached_property
    def template(self) -> dict[str, Any]:
        """Metadata and spec of its pods."""
        return mapping(self.resource.body, *self.keys)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Those of its pods."""
        return labels(self.template, "metadata", "labels")

    @cached_property
    def annotations(self) -> dict[str, str]:
        """Those of its pods."""
        return labels(self.template, "metadata", "annotations")

    @cached_property
    def pod(self) -> dict[str, Any]:
        """The spec of its pods."""
        return mapping(self.template, "spec")

    @property
    def namespace(self) -> str:
        """That of its object."""
        return self.resource.namespace

    @property
    def is_job(self) -> bool:
        """Whether its pods end."""
        return self.resource.kind in {"Job", "CronJob"}

    @property
    def service_account(self) -> str:
        """The account that its pods have; `default` where nothing is said."""
        return text(self.pod, "serviceAccountName") or text(self.pod, "serviceAccount") or "default"

    @property
    def replicas(self) -> int | None:
        """How many pods it wants: 1 where nothing is said; None for kinds that count otherwise."""
        if self.resource.kind not in _REPLICATED:
            return None
        said = number(self.resource.body, "spec", "replicas")
        return 1 if said is None else said

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """All of them, those that run first included. One that is to be started again and again beside the others is no first one."""
        return tuple(self._containers())

    def _containers(self) -> Iterator[Container]:
        for name in ("containers", "initContainers"):
            for index, body in rows(self.pod, name):
                first = name == "initContainers" and at(body, "restartPolicy") != "Always"
                yield Container(body, (*self.keys, "spec", name, index), first)

    @cached_property
    def serving(self) -> tuple[Container, ...]:
        """The containers that run as long as the pod."""
        return tuple(each for each in self.containers if not each.first)

    @cached_property
    def ports(self) -> frozenset[int]:
        """The numbers of ports that its containers name; none need to be named."""
        return frozenset(
            found
            for each in self.containers
            for _, port in rows(each.body, "ports")
            if (found := number(port, "containerPort")) is not None
        )

    @cached_property
    def port_names(self) -> dict[str, int | None]:
        """Names of ports, with their numbers."""
        return {
            name: number(port, "containerPort")
            for each in self.containers
            for _, port in rows(each.body, "ports")
            if (name := text(port, "name"))
        }

    def span(self, *keys: Key) -> Span:
        """Where something of its template is written."""
        return self.resource.span(*self.keys, *keys)


def workloads(resources: Iterable[Resource]) -> Iterator[Workload]:
    """Those of these objects that run pods."""
    for each in resources:
        keys = _TEMPLATE.get(each.type)
        if keys is not None:
            yield Workload(each, keys)
