"""Metrics are asked of a Service or port that is not there.

Why: Nothing is scraped, so no alert ever fires: the target is not even in the list of those that are down.

Instead: Select labels of the Service itself (not of its pods), and name a port of it.

When: A ServiceMonitor selects no Service of its namespaces, or a PodMonitor no pods, though some are here; or an endpoint names a port
that none of those selected has.

Source: Prometheus operator, troubleshooting (ServiceMonitor); no other checker that we know looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import matches
from skerry.formats.kubernetes.values import listed, mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, service
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  endpoints: [{ port: http, path: /metrics }]
"""
SOUND = both(service(about="labels: { app: orders }"), _MONITOR)
BROKEN = both(service(about="labels: { app: orders }"), _MONITOR.replace("port: http", "port: metrics"))


_SYSTEM = frozenset(
    ["kube-system", "default", "istio-system"]
)  # what a cluster and a mesh bring themselves is rarely among manifests


def check(case: Case) -> Iterator[Answer]:
    """One finding for each monitor, or each of its endpoints."""
    known = manifests(case)
    for each in known.of("ServiceMonitor.monitoring.coreos.com"):
        there = [one for one in known.of("Service") if _in(each, one.namespace)]
        found = [one for one in there if matches(mapping(each.body, "spec", "selector"), one.labels)]
        ports = [text(port, "name") for one in found for _, port in rows(one.body, "spec", "ports")]
        yield from _judged(each, "endpoints", "Service", bool(there), bool(found), ports)
    for each in known.of("PodMonitor.monitoring.coreos.com"):
        pods = [one for one in known.workloads if _in(each, one.namespace)]
        chosen = [one for one in pods if matches(mapping(each.body, "spec", "selector"), one.labels)]
        names = [name for one in chosen for name in one.port_names]
        yield from _judged(each, "podMetricsEndpoints", "pod", bool(pods), bool(chosen), names)


def _in(each: Resource, namespace: str) -> bool:
    said = mapping(each.body, "spec", "namespaceSelector")
    names = listed(said, "matchNames")
    if said.get("any") is True or not namespace:
        return True
    return namespace in names if names else same(each.namespace, namespace)


def _judged(each: Resource, field: str, what: str, there: bool, found: bool, ports: list[str]) -> Iterator[Answer]:
    of_cluster = {str(name) for name in listed(each.body, "spec", "namespaceSelector", "matchNames")} & _SYSTEM
    if not there or (of_cluster and not found):
        yield Unknown((each.subject,))
    elif not found:
        yield Hit((each.subject,), f"{each.title} selects no {what}", each.span("spec", "selector"))
    else:
        for place, endpoint in rows(each.body, "spec", field):
            port = text(endpoint, "port")
            if port and port not in ports:
                message = f"{each.title} asks at port `{port}`, which no {what} has that it selects"
                fix = instead(port, sorted({one for one in ports if one}), "name the port")
                yield Hit((each.subject, port), message, each.span("spec", field, place, "port"), fix=fix)
