"""What each gateway can say of the table of routes: one value, for notes and for the table in docs/explanation/gateways.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from skerry.generate.edge.values import Edge

API, ENVOY, KONG, TYK = "gateway-api", "envoy", "kong", "tyk"
TITLES = {API: "Gateway API", ENVOY: "Envoy Gateway", KONG: "Kong", TYK: "Tyk"}


@dataclass(frozen=True, slots=True)
class Can:
    """Whether a gateway can: `yes`, `partly` or `no`, and how, or what is done instead."""

    how: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.how}: {self.words}" if self.words else self.how


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that the table says; `wanted` tells whether it does."""

    about: str
    wanted: Callable[[Edge], bool]
    by: Mapping[str, Can]


def _any_service(key: str) -> Callable[[Edge], bool]:
    return lambda edge: any(each.get(key) for each in edge.table["services"].values())


def _always(_: Edge) -> bool:
    return True


def _roles(edge: Edge) -> bool:
    return any(each.get("roles") for each in edge.table["routes"])


CONCERNS: Mapping[str, Concern] = {
    "tokens": Concern(
        "a valid token, where a route asks for one",
        lambda edge: edge.guarded,
        {KONG: Can("partly", "`jwt` with one public key, given to decK; the audience is looked at by the services")},
    ),
    "roles": Concern(
        "a role of the token that the route is for",
        _roles,
        {KONG: Can("no", "`acl` knows groups of consumers, not roles of tokens: the services look at them")},
    ),
    "mtls": Concern(
        "certificates towards services",
        _any_service("mtls"),
        {KONG: Can("no", "the mesh of the cluster has to do it, with Kong in it")},
    ),
}


def missing(edge: Edge, gateway: str) -> Iterator[str]:
    """A sentence for each thing that the table says and the gateway cannot."""
    for name, concern in CONCERNS.items():
        can = concern.by.get(gateway, Can("yes"))
        if can.how == "no" and concern.wanted(edge):
            yield f"{TITLES[gateway]} has no {name} ({concern.about}): {can.words}"
