"""A rule of the mesh is for a host that is not there.

Why: It has no effect, whatever it says of time limits, retries or TLS.

Instead: Write the name of a Service that there is, or add a ServiceEntry for a host outside.

When: The host of a DestinationRule, or one under `hosts` in an AuthorizationPolicy that ends with `.svc.cluster.local`, or under
`egress` of a Sidecar, is neither a Service nor a ServiceEntry. With `*` it is a pattern; a Service in a namespace of which nothing is
here is a note.

Source: Kiali KIA0104, KIA0202, KIA1004; istioctl analyze IST0174.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import entries, in_cluster, services
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, listed, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both, service
from skerry.rules.manifests._mesh import AUTHORIZATION_POLICY
from skerry.rules.manifests._routes import DESTINATION_RULE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec:
  host: orders
  trafficPolicy: { connectionPool: { tcp: { maxConnections: 100 } } }
"""
SOUND = both(service(), _RULE)
BROKEN = both(service(), _RULE.replace("host: orders", "host: order"))


def check(case: Case) -> Iterator[Answer]:
    """One finding for each host."""
    known = manifests(case)
    for each, keys, host, namespace in _named(known):
        if "*" in host or services(known, host, namespace) or entries(known, host):
            continue
        meant = in_cluster(host, namespace)
        if not known.of("Service"):
            yield Unknown((each.subject, host))
            continue
        elsewhere = meant is not None and bool(meant[1]) and meant[1] not in known.namespaces
        name = meant[0] if meant else host
        add = f"add Service `{name}`" if meant else f"add a ServiceEntry for `{host}`"
        message = f"{each.title} is for `{host}`, which is no Service here and has no ServiceEntry"
        fix = instead(name, known.names("Service", meant[1] if meant else namespace), add) if meant else add
        yield Hit(
            (each.subject, host), message, each.span(*keys), fix=fix, severity=Severity.NOTE if elsewhere else None
        )


def _named(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    yield from _of_rules(known)
    yield from _of_authorization(known)
    yield from _of_sidecars(known)


def _of_rules(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    for each in known.of(DESTINATION_RULE):
        if host := text(each.body, "spec", "host"):
            yield each, ("spec", "host"), host, each.namespace


def _of_authorization(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    for each in known.of(AUTHORIZATION_POLICY):
        for place, rule in rows(each.body, "spec", "rules"):
            for index, said in rows(rule, "to"):
                for at, host in enumerate(listed(said, "operation", "hosts")):
                    if isinstance(host, str) and host.partition(":")[0].endswith(".svc.cluster.local"):
                        keys = ("spec", "rules", place, "to", index, "operation", "hosts", at)
                        yield each, keys, host.partition(":")[0], each.namespace


def _of_sidecars(known: Manifests) -> Iterator[tuple[Resource, tuple[Key, ...], str, str]]:
    for each in known.of("Sidecar.networking.istio.io"):
        for place, said in rows(each.body, "spec", "egress"):
            for at, host in enumerate(listed(said, "hosts")):
                if isinstance(host, str) and "/" in host and not host.startswith("~"):
                    namespace, _, name = host.partition("/")
                    where = each.namespace if namespace in {".", "*"} else namespace
                    yield each, ("spec", "egress", place, "hosts", at), name, where
