"""Two DestinationRules speak of one host.

Why: Subsets are merged, but of settings that both have the one that is older counts.

Instead: Merge them into one.

When: Two DestinationRules of one installation and namespace have the same host, without a `workloadSelector`, and the same subset, or
settings outside of subsets.

Source: Kiali KIA0201.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import whole
from skerry.formats.kubernetes.manifests import apart, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import DESTINATION_RULE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec:
  host: orders
  subsets: [{ name: v1, labels: { version: v1 } }]
"""
SOUND = both(_RULE)
BROKEN = both(_RULE, _RULE.replace("name: orders }", "name: orders-again }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    for one, other in apart(manifests(case).of(DESTINATION_RULE), _name):
        host = text(one.body, "spec", "host")
        alike = whole(host, one.namespace) == whole(text(other.body, "spec", "host"), other.namespace)
        chosen = mapping(one.body, "spec", "workloadSelector") or mapping(other.body, "spec", "workloadSelector")
        if not alike or chosen or not same(one.namespace, other.namespace):
            continue
        mine, others = _subsets(one), _subsets(other)
        both_say = mapping(one.body, "spec", "trafficPolicy") and mapping(other.body, "spec", "trafficPolicy")
        if mine & others or both_say or not mine or not others:
            message = f"{other.title} and {one.title} both speak of `{host}`"
            place = ((one.span("spec", "host"), "the other one"),)
            yield Hit((other.subject, one.subject, host), message, other.span("spec", "host"), related=place)


def _name(each: Resource) -> list[str]:
    return [text(each.body, "spec", "host").partition(".")[0]]


def _subsets(each: Resource) -> set[str]:
    return {text(subset, "name") for _, subset in rows(each.body, "spec", "subsets")}
