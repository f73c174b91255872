"""A Service leads to no pod.

Why: Its name resolves, and every request to it fails: with a timeout, or `no healthy upstream` in a mesh.

Instead: Select labels that the pods have; the message names those that are nearest.

When: A Service has a selector that no pod of its namespace has, and something here runs pods. Pods that an operator makes are not written
down: where an object of a kind that is not built in has the name that the selector asks for, nothing is said.

Source: kube-linter dangling-service; Kubernetes documentation, Debug Services.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import shown
from skerry.formats.kubernetes.values import labels, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined, nearest
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import made_by_operator, manifests
from skerry.rules.manifests._examples import both, deployment, service
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(), service())
BROKEN = both(deployment(), service(selector="{ app: order }"))


def check(case: Case) -> Iterator[Answer]:
    """One finding for each Service."""
    known = manifests(case)
    for each in known.of("Service"):
        wanted = labels(each.body, "spec", "selector")
        if not wanted or text(each.body, "spec", "type") == "ExternalName" or known.pods(each.namespace, wanted):
            continue
        if not known.workloads or made_by_operator(known, each.namespace, wanted):
            yield Unknown((each.subject,))
        else:
            message = f"{each.title} leads to no pod: none has {shown(wanted)}"
            yield Hit((each.subject,), message, each.span("spec", "selector"), fix=_nearest(known, each, wanted))


def _nearest(known: Manifests, service: Resource, wanted: dict[str, str]) -> str:
    for key, value in wanted.items():
        there = sorted(
            {
                each.labels[key]
                for each in known.workloads
                if same(each.namespace, service.namespace) and key in each.labels
            }
        )
        if value not in there:
            near = nearest(value, there)
            if near:
                return f"did you mean `{key}: {near}`?"
            if there:
                return f"pods here have {joined([f'`{key}: {each}`' for each in there], 5)}; or add the workload that is meant"
    return "select labels that the pods of one workload have"
