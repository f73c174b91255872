"""A policy lets in an account that nobody has.

Why: Whoever was meant is refused; and the day somebody makes an account of that name, it has rights that nobody gave it.

Instead: Write `cluster.local/ns/NAMESPACE/sa/ACCOUNT` of the workload that calls; it has to have that account.

When: A principal of an AuthorizationPolicy of Istio, or an identity of Linkerd's MeshTLSAuthentication, is an account that no manifest
makes and no workload has. Patterns (`*`) are not judged; accounts of namespaces of which nothing is here are a note.

Source: Kiali KIA0106; Linkerd documentation, authorization policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, listed, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._mesh import AUTHORIZATION_POLICY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: orders }\n"
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders }
spec:
  rules: [{ from: [{ source: { principals: [cluster.local/ns/default/sa/orders] } }] }]
"""
SOUND = both(deployment(pod="serviceAccountName: orders"), _ACCOUNT, _POLICY)
BROKEN = both(deployment(pod="serviceAccountName: orders"), _ACCOUNT, _POLICY.replace("sa/orders", "sa/order"))


_PRINCIPAL = re.compile(r"[^/*]*/ns/([^/*]+)/sa/([^/*]+)")
_IDENTITY = re.compile(r"([^.*]+)\.([^.*]+)\.serviceaccount\.identity\.[\w.-]+")
_LINKERD = "MeshTLSAuthentication.policy.linkerd.io"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each account."""
    known = manifests(case)
    for each, keys, namespace, name in _named(known):
        there = {pod.service_account for pod in known.workloads if same(pod.namespace, namespace)}
        there |= set(known.names("ServiceAccount", namespace)) | {"default"}
        if name not in there:
            elsewhere = bool(namespace) and namespace not in known.namespaces
            message = (
                f"{each.title} lets in the account `{name}`{' of ' + namespace if namespace else ''}, which nobody has"
            )
            fix = instead(name, sorted(there - {"default"}), f"give the workload that calls the account `{name}`")
            yield Hit(
                (each.subject, namespace, name),
                message,
                each.span(*keys),
                fix=fix,
                severity=Severity.NOTE if elsewhere else None,
            )


def _named(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    yield from _of_istio(known)
    yield from _of_linkerd(known)


def _of_istio(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    for each in known.of(AUTHORIZATION_POLICY):
        for place, rule in rows(each.body, "spec", "rules"):
            for index, _ in rows(rule, "from"):
                source: tuple[Key, ...] = ("spec", "rules", place, "from", index, "source")
                for field in ("principals", "notPrincipals"):
                    for at, said in enumerate(listed(each.body, *source, field)):
                        if isinstance(said, str) and (found := _PRINCIPAL.fullmatch(said)):
                            yield each, (*source, field, at), found[1], found[2]
                for at, said in enumerate(listed(each.body, *source, "serviceAccounts")):
                    if isinstance(said, str) and "*" not in said:
                        namespace, _, name = said.rpartition("/")
                        yield each, (*source, "serviceAccounts", at), namespace or each.namespace, name


def _of_linkerd(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    for each in known.of(_LINKERD):
        for at, said in enumerate(listed(each.body, "spec", "identities")):
            if isinstance(said, str) and (found := _IDENTITY.fullmatch(said)):
                yield each, ("spec", "identities", at), found[2], found[1]
        for at, row in rows(each.body, "spec", "identityRefs"):
            if text(row, "kind") == "ServiceAccount" and text(row, "name"):
                yield (
                    each,
                    ("spec", "identityRefs", at, "name"),
                    text(row, "namespace") or each.namespace,
                    text(row, "name"),
                )
