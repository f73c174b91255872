"""A policy names a namespace that is not there.

Why: Whoever was meant is not let in; or, in a rule that denies, is.

Instead: Write the name of a namespace that there is.

When: `namespaces` or `notNamespaces` of an AuthorizationPolicy, `exportTo` of Istio's objects, `from` of a ReferenceGrant, or a
`namespaceSelector` by name of a NetworkPolicy names a namespace that no manifest makes or uses, while one is called nearly like it. A name
that is like no other may be another team's: of that nothing is known.

Source: Kiali KIA0005, KIA0101, KIA1601; istioctl analyze IST0101.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, listed, mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import nearest
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._mesh import AUTHORIZATION_POLICY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  rules: [{ from: [{ source: { namespaces: [web] } }] }]
"""
_SPACES = "apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n"
SOUND = both(_POLICY, _SPACES)
BROKEN = both(_POLICY.replace("[web]", "[wbe]"), _SPACES)


_BY_NAME = "kubernetes.io/metadata.name"
_SPECIAL = frozenset(["", ".", "*", "~"])


def check(case: Case) -> Iterator[Answer]:
    """One finding for each place that names one."""
    known = manifests(case)
    for each, keys in _named(known):
        name = each.at(*keys)
        if not isinstance(name, str) or "*" in name or name in _SPECIAL or name in known.namespaces:
            continue
        if not known.of("Namespace") or not nearest(name, known.namespaces):
            yield Unknown((each.subject, name))
        else:
            message = f"{each.title} names the namespace `{name}`, which nothing here makes or uses"
            fix = instead(name, sorted(known.namespaces), f"add Namespace `{name}`")
            yield Hit((each.subject, name), message, each.span(*keys), fix=fix)


def _named(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...]]]:
    yield from _of_authorization(known)
    yield from _of_export(known)
    yield from _of_grants(known)
    yield from _of_network(known)


def _of_authorization(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...]]]:
    for each in known.of(AUTHORIZATION_POLICY):
        for place, rule in rows(each.body, "spec", "rules"):
            for index, _ in rows(rule, "from"):
                for field in ("namespaces", "notNamespaces"):
                    keys = ("spec", "rules", place, "from", index, "source", field)
                    yield from ((each, (*keys, at_)) for at_, _ in enumerate(listed(each.body, *keys)))


def _of_export(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...]]]:
    for each in known.resources:
        if each.group.endswith("istio.io"):
            yield from (
                (each, ("spec", "exportTo", at_)) for at_, _ in enumerate(listed(each.body, "spec", "exportTo"))
            )


def _of_grants(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...]]]:
    for each in known.of("ReferenceGrant.gateway.networking.k8s.io"):
        yield from ((each, ("spec", "from", at_, "namespace")) for at_, _ in rows(each.body, "spec", "from"))


def _of_network(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...]]]:
    for each in known.of("NetworkPolicy.networking.k8s.io"):
        for way, peers in (("ingress", "from"), ("egress", "to")):
            for place, rule in rows(each.body, "spec", way):
                for index, peer in rows(rule, peers):
                    if text(mapping(peer, "namespaceSelector", "matchLabels"), _BY_NAME):
                        base = ("spec", way, place, peers, index, "namespaceSelector", "matchLabels", _BY_NAME)
                        yield each, base
