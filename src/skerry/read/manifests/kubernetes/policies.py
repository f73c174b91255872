"""What policies let in and demand, and whom components of Dapr are for: who may call whom stands in them where they are written closely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skerry.facts.fleet import PERMITTED
from skerry.read.manifests._part import Claim, Pointer
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.services import Labelled
from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, text
from skerry.read.manifests.kubernetes.workloads import Workload

_MOST = 100  # pairs; a policy about more of them tells none from the others
_ADDRESS = re.compile(r"([\w+.-]+://\S+|[A-Za-z][\w.-]*:\d{2,5}(/\S*)?)$")
_PRINCIPAL = re.compile(r"/sa/([\w.-]+)$")


def pointers(each: Object, workloads: Sequence[Workload], labelled: Labelled) -> Iterator[tuple[int, Pointer]]:
    """Of which workload, to whom: what a policy allows in particular. What it allows to all, or to a whole namespace, says nothing."""
    if each.kind == "NetworkPolicy":
        targets = _names(labelled.selected(mapping(each.body, "spec", "podSelector"), each.path), workloads)
        for rule in mappings(each.body, "spec", "ingress"):
            for source in mappings(rule, "from"):
                callers = labelled.selected(mapping(source, "podSelector"), each.path)
                yield from _allowed(each, callers, targets)
    elif each.kind == "AuthorizationPolicy" and text(each.body, "spec", "action") in {"", "ALLOW"}:
        targets = _names(labelled.having(mapping(each.body, "spec", "selector", "matchLabels"), each.path), workloads)
        accounts = {
            found[1]
            for rule in mappings(each.body, "spec", "rules")
            for source in mappings(rule, "from")
            for principal in listed(source, "source", "principals")
            if (found := _PRINCIPAL.search(text(principal)))
        } - {"default"}
        callers = [place for place, row in enumerate(workloads) if accounts and _account(row) in accounts]
        yield from _allowed(each, callers, targets)
    elif each.kind == "Component" and each.group == "dapr.io":  # a store or broker, for the applications that it names
        scopes = {text(app) for app in (*listed(each.body, "scopes"), *listed(each.body, "spec", "scopes"))}
        callers = [
            place for place, row in enumerate(workloads) if text(row.annotations, "dapr.io/app-id") in scopes - {""}
        ]
        values = [text(entry, "value") for entry in mappings(each.body, "spec", "metadata")]
        yield from _allowed(each, callers, [value for value in values if _ADDRESS.match(value)])
    elif each.kind == "Sidecar" and each.group == "networking.istio.io":
        callers = labelled.having(mapping(each.body, "spec", "workloadSelector", "labels"), each.path)
        hosts = [
            text(host).rpartition("/")[2]
            for rule in mappings(each.body, "spec", "egress")
            for host in listed(rule, "hosts")
        ]
        yield from _allowed(each, callers, [host for host in hosts if "*" not in host])


def _names(places: list[int], workloads: Sequence[Workload]) -> list[str]:
    return list(dict.fromkeys(workloads[place].name for place in places))


def _account(workload: Workload) -> str:
    return text(workload.pod, "serviceAccountName") or text(workload.pod, "serviceAccount")


def _allowed(each: Object, callers: Sequence[int], targets: Sequence[str]) -> Iterator[tuple[int, Pointer]]:
    if len(callers) * len(targets) > _MOST:
        return
    for caller in callers:
        for target in targets:
            yield caller, Pointer(target, each.witness(f"{each.kind} {each.name}", reader=PERMITTED))


def claims(each: Object, workloads: Sequence[Workload], labelled: Labelled) -> Iterator[tuple[int, Claim]]:
    """What a policy of a mesh demands of the workloads that it is about."""
    if each.group != "security.istio.io":
        return
    wanted = mapping(each.body, "spec", "selector", "matchLabels")
    about = (
        labelled.having(wanted, each.path) if wanted else [p for p, row in enumerate(workloads) if _covers(each, row)]
    )
    if each.kind == "PeerAuthentication" and text(each.body, "spec", "mtls", "mode") == "STRICT":
        yield from ((place, Claim("encrypts", each.witness("STRICT", "spec", "mtls"), "istio")) for place in about)
    elif each.kind == "AuthorizationPolicy":
        yield from ((place, Claim("authorizes", each.witness(each.name), "istio")) for place in about)
    elif each.kind == "RequestAuthentication":
        issuers = " ".join(text(rule, "issuer") for rule in mappings(each.body, "spec", "jwtRules"))
        yield from ((place, Claim("checks-tokens", each.witness(each.name), issuers)) for place in about)


def _covers(policy: Object, workload: Workload) -> bool:
    """A policy without a selector is about its namespace, and in that of Istio about all."""
    return policy.namespace in {"istio-system", workload.origin.namespace} or not (
        policy.namespace and workload.origin.namespace
    )
