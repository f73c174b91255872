"""A route leads to a subset that no DestinationRule has.

Why: A subset is a name for some pods of a Service. Without a DestinationRule that says which, the proxy has no address and answers
503.

Instead: Write a DestinationRule for the host whose `subsets` name the labels of these pods, or leave `subset` out.

When: A VirtualService names a subset of a host for which no DestinationRule defines it.

Source: Kiali KIA1107; istioctl analyze IST0101.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._mesh import rules_for
from skerry.rules.manifests._routes import Destination, destinations
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http: [{ route: [{ destination: { host: orders, subset: v1 } }] }]
"""
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec:
  host: orders
  subsets: [{ name: v1, labels: { version: v1 } }]
"""
SOUND = both(_VIRTUAL, _RULE)
BROKEN = both(_VIRTUAL, _RULE.replace("name: v1,", "name: v2,"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each subset that a VirtualService names, with all places that name it."""
    known = manifests(case)
    missing: dict[tuple[str, str, str], list[Destination]] = {}
    for each in destinations(known):
        rules = rules_for(known, each.host, each.resource.namespace)
        subsets = [text(subset, "name") for rule in rules for _, subset in rows(rule.body, "spec", "subsets")]
        if each.subset and each.subset not in subsets:
            missing.setdefault((each.resource.path + each.resource.subject, each.host, each.subset), []).append(each)
    for (_, host, subset), places in missing.items():
        first = places[0]
        rules = rules_for(known, host, first.resource.namespace)
        names = [text(each, "name") for rule in rules for _, each in rows(rule.body, "spec", "subsets")]
        add = f"add a DestinationRule for `{host}` with `subsets: [{{ name: {subset}, labels: {{ version: {subset} }} }}]`"
        why = "it has none of that name" if rules else "it has no DestinationRule"
        more: tuple[tuple[Span, str], ...] = tuple((each.span("subset"), "here, too") for each in places[1:4])
        yield Hit(
            (first.resource.subject, host, subset),
            f"{first.resource.title} leads to subset `{subset}` of `{host}`: {why}",
            first.span("subset"),
            fix=instead(subset, names, add) if names else add,
            related=more,
        )
