"""A route is for a host that its gateway does not take.

Why: The gateway answers 404: no server of it has the host.

Instead: Add the host to the servers of the gateway, or write one that it has.

When: A VirtualService names a Gateway of Istio that is here, and none of the hosts of its servers covers, or is covered by, one of its
hosts.

Source: istioctl analyze IST0132.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from skerry.formats.kubernetes.hosts import covers
from skerry.formats.kubernetes.manifests import same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed, rows
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import ISTIO_GATEWAY, VIRTUAL_SERVICE, gateway_of, gateways
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
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [shop.example]
  gateways: [public]
  http: [{ route: [{ destination: { host: orders } }] }]
"""
SOUND = both(_GATEWAY, _VIRTUAL)
BROKEN = both(_GATEWAY, _VIRTUAL.replace("[shop.example]", "[shop.exmaple]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each gateway that takes none of the hosts, and for each host that no gateway takes."""
    known = manifests(case)
    for each in known.of(VIRTUAL_SERVICE):
        hosts = [host for host in listed(each.body, "spec", "hosts") if isinstance(host, str)]
        named = [gateway_of(said, each.namespace) for _, said in gateways(each) if said != "mesh"]
        found = [(name, known.named(ISTIO_GATEWAY, namespace, name)) for namespace, name in named]
        taken = {
            name: [host for gateway in rows_ for host in _hosts(gateway, each.namespace)]
            for name, rows_ in found
            if rows_
        }
        lost = [
            host
            for host in hosts
            if len(taken) == len(named) and taken and not _takes([*chain(*taken.values())], [host])
        ]
        for name, by in taken.items():
            for host in hosts if not _takes(by, hosts) else lost:
                message = f"{each.title} is for `{host}`, which Gateway {name} does not take"
                fix = instead(host, by, f"add `{host}` to a server of the gateway")
                yield Hit((each.subject, name, host), message, each.span("spec", "hosts", hosts.index(host)), fix=fix)


def _takes(by: list[str], hosts: list[str]) -> bool:
    return any(covers(one, host) or covers(host, one) for one in by for host in hosts)


def _hosts(gateway: Resource, namespace: str) -> list[str]:
    """The hosts that a gateway takes of routes in a namespace: `shop/orders.example` says that they have to be in `shop`."""
    found = []
    for _, server in rows(gateway.body, "spec", "servers"):
        for said in listed(server, "hosts"):
            if isinstance(said, str):
                of, slash, host = said.rpartition("/")
                home = gateway.namespace if of == "." else of
                if not slash or home == "*" or same(home, namespace):
                    found.append(host)
    return found
