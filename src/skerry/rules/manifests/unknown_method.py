"""A policy names a method or a port that is not there.

Why: A rule that allows by it lets nobody in, one that denies stops nobody.

Instead: Write an HTTP method in capitals, and a port that the containers have (not that of the Service).

When: `methods` or `notMethods` of an AuthorizationPolicy hold what is no HTTP method (nor a gRPC path); or `ports` hold a number that
no container of the pods that it is for names, though each of them names some (a warning).

Source: Kiali KIA0102; Istio documentation, AuthorizationPolicy (Operation).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import labels, listed, rows
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._mesh import AUTHORIZATION_POLICY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders }
spec:
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
"""
SOUND = both(_POLICY)
BROKEN = both(_POLICY.replace("[GET]", "[get]"))


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each of them."""
    known = manifests(case)
    for each in known.of(AUTHORIZATION_POLICY):
        wanted = labels(each.body, "spec", "selector", "matchLabels")
        pods = known.pods(each.namespace, wanted)
        there = sorted({port for pod in pods for port in pod.ports}) if pods and all(pod.ports for pod in pods) else []
        for place, rule in rows(each.body, "spec", "rules"):
            for index, said in rows(rule, "to"):
                keys = ("spec", "rules", place, "to", index, "operation")
                for field in ("methods", "notMethods"):
                    for at, name in enumerate(listed(said, "operation", field)):
                        if (
                            isinstance(name, str)
                            and name not in _METHODS
                            and "*" not in name
                            and not name.startswith("/")
                        ):
                            fix = instead(name.upper(), _METHODS, "write an HTTP method")
                            message = f"{each.title}: `{name}` is no HTTP method"
                            yield Hit((each.subject, name), message, each.span(*keys, field, at), fix=fix)
                for at, port in enumerate(listed(said, "operation", "ports")):
                    if there and str(port).isdigit() and int(port) not in there and not each.at("spec", "targetRefs"):
                        message = f"{each.title} names port {port}, which no container has that it is for"
                        fix = f"they have {joined(map(str, there))}"
                        yield Hit((each.subject, str(port)), message, each.span(*keys, "ports", at), fix=fix)
