"""A Service leads to a port that its pods do not have.

Why: Requests are refused by the pod: nothing listens there.

Instead: Let `targetPort` be the name or number of a port under `ports` of a container.

When: A `targetPort` that is a name is that of no port of any pod that the Service selects (an error: it can mean nothing); or a number
is not among the ports that these pods name, though they name some. Pods that name none are not judged.

Source: Kiali KIA0701; kube-linter invalid-target-ports; Kubernetes documentation, Service (targetPort).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.formats.kubernetes.values import labels, rows, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import PORTS, both, deployment, service
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container=PORTS), service())
BROKEN = both(deployment(container=PORTS), service(ports="[{ name: http, port: 80, targetPort: 8000 }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each port."""
    known = manifests(case)
    for each in known.of("Service"):
        wanted = labels(each.body, "spec", "selector")
        pods = known.pods(each.namespace, wanted) if wanted else ()
        for index, port in rows(each.body, "spec", "ports"):
            target = text(port, "targetPort") or text(port, "port")
            if not pods or not target or not _missing(target, pods):
                continue
            there = sorted({shown for pod in pods for shown in (*pod.port_names, *map(str, pod.ports))})
            named = not target.isdigit()
            written = "targetPort" if "targetPort" in port else "port"
            yield Hit(
                (each.subject, target),
                f"{each.title} leads to port {target}, which no container of {pods[0].resource.title} has",
                each.span("spec", "ports", index, written),
                fix=instead(target, there, "name the port under `ports` of the container"),
                related=((pods[0].span("spec", "containers"), "its pods"),),
                severity=Severity.ERROR if named else None,
            )


def _missing(target: str, pods: Sequence[Workload]) -> bool:
    if not target.isdigit():
        return all(target not in each.port_names for each in pods)
    return all(each.ports and int(target) not in each.ports for each in pods)
