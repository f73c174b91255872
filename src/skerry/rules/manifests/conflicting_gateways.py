"""Two gateways take one port and host.

Why: Which certificate and which routes count then is a matter of luck.

Instead: Give each host to one Gateway; or one of them another port.

When: Two Gateways of Istio for the same proxies have a server with the same port and a host in common; two listeners of one Gateway of
the Gateway API have the same port, protocol and host name (an error: `Conflicted`); or two such Gateways ask for the same address.

Source: Kiali KIA0301, KIA1502, KIA1503; istioctl analyze IST0145.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import covers
from skerry.formats.kubernetes.manifests import Manifests, apart
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import labels, listed, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import GATEWAY, ISTIO_GATEWAY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_GATEWAY = """\
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { app: edge }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example] }]
"""
SOUND = both(_GATEWAY)
BROKEN = both(_GATEWAY, _GATEWAY.replace("name: public", "name: shop"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    known = manifests(case)
    for one, other in apart(known.of(ISTIO_GATEWAY), _ports):
        mine, others = labels(one.body, "spec", "selector"), labels(other.body, "spec", "selector")
        alike = mine and others and (mine.items() <= others.items() or others.items() <= mine.items())
        shared = _shared(one, other) if alike else None
        if shared:
            message = f"{other.title} and {one.title} both take `{shared[1]}` at port {shared[0]}"
            place = ((one.span("spec", "servers"), "the other one"),)
            yield Hit((other.subject, one.subject, *shared), message, other.span("spec", "servers"), related=place)
    yield from _listeners(known)
    yield from _addresses(known)


def _addresses(known: Manifests) -> Iterator[Hit]:
    for one, other in apart(known.of(GATEWAY), _addresses_of):
        mine_at = {
            (text(each, "type") or "IPAddress", text(each, "value")) for _, each in rows(one.body, "spec", "addresses")
        }
        for place, each in rows(other.body, "spec", "addresses"):
            if (text(each, "type") or "IPAddress", text(each, "value")) in mine_at:
                message = f"{other.title} and {one.title} both ask for the address {text(each, 'value')}"
                yield Hit((other.subject, one.subject), message, other.span("spec", "addresses", place))


def _ports(each: Resource) -> list[str]:
    return [text(server, "port", "number") for _, server in rows(each.body, "spec", "servers")]


def _addresses_of(each: Resource) -> list[str]:
    return [text(one, "value") for _, one in rows(each.body, "spec", "addresses")]


def _shared(one: Resource, other: Resource) -> tuple[str, str] | None:
    for _, mine in rows(one.body, "spec", "servers"):
        for _, others in rows(other.body, "spec", "servers"):
            port = text(mine, "port", "number")
            if port and port == text(others, "port", "number"):
                for host in listed(mine, "hosts"):
                    for there in listed(others, "hosts"):
                        if isinstance(host, str) and isinstance(there, str) and _overlap(host, there):
                            return port, host
    return None


def _overlap(one: str, other: str) -> bool:
    """Hosts may say of which namespace the routes are: `shop/orders.example`."""
    mine, others = one.rpartition("/")[2], other.rpartition("/")[2]
    spaces = {one.rpartition("/")[0], other.rpartition("/")[0]} - {"", "*"}
    return len(spaces) < 2 and (covers(mine, others) or covers(others, mine))


def _listeners(known: Manifests) -> Iterator[Hit]:
    for each in known.of(GATEWAY):
        seen: dict[tuple[str, str, str], int] = {}
        for place, listener in rows(each.body, "spec", "listeners"):
            said = (text(listener, "port"), text(listener, "protocol"), text(listener, "hostname"))
            if said in seen:
                message = f"{each.title} has two listeners for {said[1]} at port {said[0]}" + (
                    f" and `{said[2]}`" if said[2] else ""
                )
                first = ((each.span("spec", "listeners", seen[said], "name"), "the other one"),)
                where = each.span("spec", "listeners", place, "name")
                yield Hit((each.subject, *said), message, where, related=first, severity=Severity.ERROR)
            seen.setdefault(said, place)
