"""A route is never taken.

Why: An earlier one takes every request that it is meant for: the canary gets nothing, or the exception is none.

Instead: Put what is special before what is general, and remove what stands twice.

When: A route of a VirtualService stands behind one that takes everything (no `match`), or all that it matches is matched by earlier
ones word for word; where only a part is, it is a note.

Source: istioctl analyze IST0130, IST0131.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed, rows
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import PROTOCOLS, VIRTUAL_SERVICE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http:
    - route: [{ destination: { host: orders } }]
"""
SOUND = both(_VIRTUAL)
BROKEN = both(_VIRTUAL + "    - match: [{ uri: { prefix: /v2 } }]\n      route: [{ destination: { host: orders } }]\n")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each route."""
    for each in manifests(case).of(VIRTUAL_SERVICE):
        for protocol in PROTOCOLS:
            yield from _routes(each, protocol)


def _routes(each: Resource, protocol: str) -> Iterator[Hit]:
    general: int | None = None
    seen: dict[str, int] = {}
    for place, route in rows(each.body, "spec", protocol):
        keys = ("spec", protocol, place)
        matches = [_said(one) for one in listed(route, "match")]
        repeated = [at for at, one in enumerate(matches) if one in seen]
        if general is not None:
            message = f"{each.title}: the route is never taken, since one before it takes everything"
            related = ((each.span("spec", protocol, general), "this one"),)
            yield Hit((each.subject, protocol, str(place)), message, each.span(*keys), related=related)
        elif repeated:
            all_of = len(repeated) == len(matches)
            first = seen[matches[repeated[0]]]
            what = (
                "the route is never taken, since one before it"
                if all_of
                else "a match has no effect, since a route before it"
            )
            related = ((each.span("spec", protocol, first), "this one"),)
            yield Hit(
                (each.subject, protocol, str(place)),
                f"{each.title}: {what} matches the same",
                each.span(*keys, "match", repeated[0]),
                related=related,
                severity=None if all_of else Severity.NOTE,
            )
        for one in matches:
            seen.setdefault(one, place)
        if general is None and (not matches or "{}" in matches):
            general = place


def _said(match: object) -> str:
    """A match without its name, in one writing."""
    return json.dumps(
        {k: v for k, v in match.items() if k != "name"} if isinstance(match, dict) else match,
        sort_keys=True,
        default=str,
    )
