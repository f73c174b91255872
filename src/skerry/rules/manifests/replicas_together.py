"""Copies of a service may all run on one machine.

Why: When that machine goes, all of them go: the copies were for nothing.

Instead: Write `topologySpreadConstraints` for the zone and the host name, or a `podAntiAffinity`.

When: A Deployment, StatefulSet or ReplicaSet wants two or more pods, and its pods have neither a podAntiAffinity nor a spread whose
selector fits their own labels.

Source: kube-linter no-anti-affinity; polaris topologySpreadConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.selectors import matches
from skerry.formats.kubernetes.values import Key, at, listed, mapping, rows
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
_SPREAD = """\
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: { matchLabels: { app: orders } }
"""
SOUND = both(deployment(spec="replicas: 2", pod=_SPREAD))
BROKEN = both(deployment(spec="replicas: 2"))


_WAYS = ("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from workloads(case, _wrong, "may have all its copies on one machine")


def _wrong(workload: Workload) -> tuple[Key, ...] | None:
    if (workload.replicas or 0) < 2:
        return None
    apart = mapping(workload.pod, "affinity", "podAntiAffinity")
    terms = [each for way in _WAYS for each in listed(apart, way)]
    fitting = [at(each, "podAffinityTerm", "labelSelector") or at(each, "labelSelector") for each in terms]
    fitting += [each.get("labelSelector") for _, each in rows(workload.pod, "topologySpreadConstraints")]
    return None if any(one is not None and matches(one, workload.labels) for one in fitting) else ("spec",)
