"""Weights of a route are not what they seem.

Why: Weights are shares of their sum: who reads 10 of 90 as ten per cent is wrong by one.

Instead: Let them add up to 100, name each destination once, and give a single one no weight.

When: The weights of several destinations of one route of a VirtualService do not add up to 100, or are all 0 (an error: every request
fails, as with the `backendRefs` of the Gateway API); a destination stands twice; or a single one has a weight below 100, which means
all (a note).

Source: Kiali KIA1104, KIA1105; Istio documentation, VirtualService (HTTPRouteDestination).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, number, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import PROTOCOLS, ROUTES, VIRTUAL_SERVICE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http:
    - route:
        - { destination: { host: orders, subset: v1 }, weight: 90 }
        - { destination: { host: orders, subset: v2 }, weight: 10 }
"""
SOUND = both(_VIRTUAL)
BROKEN = both(_VIRTUAL.replace("weight: 10 ", "weight: 5 "))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each route."""
    known = manifests(case)
    for each in known.of(VIRTUAL_SERVICE):
        for protocol in PROTOCOLS:
            for place, route in rows(each.body, "spec", protocol):
                yield from _route(each, ("spec", protocol, place, "route"), [row for _, row in rows(route, "route")])
    for each in known.of(*ROUTES):
        for place, rule in rows(each.body, "spec", "rules"):
            weights = [number(row, "weight") for _, row in rows(rule, "backendRefs")]
            if weights and all(weight == 0 for weight in weights):
                where = each.span("spec", "rules", place, "backendRefs", 0, "weight")
                yield Hit(
                    (each.subject, str(place)),
                    f"{each.title}: all weights are 0, so every request fails",
                    where,
                    severity=Severity.ERROR,
                )


def _route(each: Resource, keys: tuple[Key, ...], found: list[dict[str, object]]) -> Iterator[Hit]:
    weights = [number(row, "weight") for row in found]
    subject = (each.subject, ".".join(map(str, keys)))
    said = [weight for weight in weights if weight is not None]
    if len(found) == 1 and said and 0 < said[0] < 100:
        message = f"{each.title}: the only destination has weight {said[0]}, and gets all the same"
        yield Hit(subject, message, each.span(*keys, 0, "weight"), severity=Severity.NOTE, fix="remove `weight`")
    elif len(found) > 1:
        total = sum(said)
        if total == 0:
            yield Hit(
                subject,
                f"{each.title}: the weights are all 0, so every request fails",
                each.span(*keys),
                severity=Severity.ERROR,
            )
        elif total != 100:
            yield Hit(
                subject, f"{each.title}: the weights add up to {total}, and not to 100", each.span(*keys, 0, "weight")
            )
    seen: dict[tuple[str, str, str], int] = {}
    for place, row in enumerate(found):
        one = (
            text(row, "destination", "host"),
            text(row, "destination", "subset"),
            text(row, "destination", "port", "number"),
        )
        if one in seen:
            shown = f"`{one[0]}`" + (f", subset `{one[1]}`" if one[1] else "")
            related = ((each.span(*keys, seen[one]), "the other one"),)
            where = each.span(*keys, place, "destination")
            yield Hit((*subject, *one), f"{each.title}: {shown} stands twice in one route", where, related=related)
        seen.setdefault(one, place)
