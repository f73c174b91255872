"""How much a workload may take and how many run: as the model says for the service, in this environment; else what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.workloads.values import Size
from skerry.model.system import Autoscale, Placement, Service, System
from skerry.model.terms.quantities import Range

MEMORY = Range.memory(
    "192Mi..384Mi"
)  # a generated service takes 109 MB (docs/explanation/identity.md), and some more under load
CPU = Range.cpu("100m..500m")
REPLICAS = 2  # one can go without anybody noticing


def size(system: System, service: Service, environment: str = "") -> Size:
    """What holds for a service. The nearest word counts: the service in the environment, the environment, the service, the cluster."""
    said = list(_said(system, service, environment))
    memory = next((each.memory.value for each in said if each.memory), MEMORY)
    cpu = next((each.cpu.value for each in said if each.cpu), CPU)
    replicas = next((each.replicas.value for each in said if each.replicas), None)
    return Size(memory, cpu, REPLICAS if replicas is None else replicas, _scale(system, said, replicas))


def _said(system: System, service: Service, environment: str) -> Iterator[Placement]:
    there = system.environments.get(environment)
    for each in (there.services.get(service.name) if there else None, there.everywhere if there else None):
        if each:
            yield each
    if placed := system.deploy.services.get(service.name):
        yield placed


def _scale(system: System, said: list[Placement], replicas: int | None) -> Autoscale | None:
    """Between which numbers it scales. A number of replicas that is said is the least of them: an autoscaler owns the number itself."""
    cluster = system.deploy.kubernetes
    own = next((each.autoscale.value for each in said if each.autoscale), None)
    found = own or (cluster.autoscale if cluster else None)
    if found is None or replicas is None:
        return found
    return Autoscale(replicas, max(found.most, replicas), found.cpu, found.span)
