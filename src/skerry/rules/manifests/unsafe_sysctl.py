"""A pod turns knobs of the kernel that others share.

Why: These settings are not kept apart between pods: they starve neighbours, or open what was shut for all of the node.

Instead: Set them on nodes of their own, or leave them out. Only a handful of `net.` and `kernel.shm_rmid_forced` are safe.

When: The securityContext of a pod sets a sysctl that Kubernetes does not list as safe.

Source: kube-linter unsafe-sysctls; Kubernetes documentation, Using sysctls in a Kubernetes Cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, rows, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(
    deployment(pod='securityContext: { sysctls: [{ name: net.ipv4.ip_local_port_range, value: "1024 65535" }] }')
)
BROKEN = both(deployment(pod='securityContext: { sysctls: [{ name: kernel.shmmax, value: "1" }] }'))


_SAFE = frozenset(
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    ]
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from workloads(case, _wrong, "sets a sysctl that all of its node feels")


def _wrong(workload: Workload) -> tuple[Key, ...] | None:
    for index, each in rows(workload.pod, "securityContext", "sysctls"):
        if text(each, "name").replace("/", ".") not in _SAFE:
            return ("spec", "securityContext", "sysctls", index)
    return None
