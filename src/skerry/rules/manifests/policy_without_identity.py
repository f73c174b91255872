"""A policy asks who calls where nobody has to say.

Why: Without mTLS a request has no identity. What is allowed by principal or namespace is then refused, and what is denied by it gets
in.

Instead: Ask for mTLS: a PeerAuthentication with `mtls: { mode: STRICT }` for the namespace.

When: An AuthorizationPolicy names principals or namespaces, and the PeerAuthentication of pods that it is for says DISABLE.

Source: Kiali KIA0105.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, labels, listed, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._mesh import AUTHORIZATION_POLICY, mode_of
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  rules: [{ from: [{ source: { namespaces: [default] } }] }]
"""
_MODE = """\
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: DISABLE } }
"""
SOUND = both(deployment(), _POLICY, _MODE.replace("DISABLE", "STRICT"))
BROKEN = both(deployment(), _POLICY, _MODE)


_FIELDS = ("principals", "notPrincipals", "namespaces", "notNamespaces")
_CONDITIONS = frozenset(["source.namespace", "source.principal", "connection.sni"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each policy."""
    known = manifests(case)
    for each in known.of(AUTHORIZATION_POLICY):
        keys = next(_needing(each), None)
        wanted = labels(each.body, "spec", "selector", "matchLabels")
        for pod in known.pods(each.namespace, wanted) if keys else ():
            mode, by = mode_of(known, pod)
            if mode == "DISABLE" and by is not None and keys:
                message = f"{each.title} asks who calls, and {by.title} lets nobody say it"
                yield Hit(
                    (each.subject, by.subject), message, each.span(*keys), related=((by.span("spec"), "mTLS is off"),)
                )
                break


def _needing(each: Resource) -> Iterator[tuple[Key, ...]]:
    for place, rule in rows(each.body, "spec", "rules"):
        for index, said in rows(rule, "from"):
            yield from (
                ("spec", "rules", place, "from", index, "source", name)
                for name in _FIELDS
                if listed(said, "source", name)
            )
        for index, said in rows(rule, "when"):
            if text(said, "key") in _CONDITIONS:
                yield ("spec", "rules", place, "when", index, "key")
