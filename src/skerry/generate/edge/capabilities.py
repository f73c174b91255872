"""What each gateway can say of the table of routes: one value, for notes and for the table in docs/explanation/gateways.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from skerry.generate.edge.values import Edge

API, ENVOY, KONG, TYK = "gateway-api", "envoy", "kong", "tyk"
TITLES = {API: "Gateway API", ENVOY: "Envoy Gateway", KONG: "Kong", TYK: "Tyk"}
YES, PARTLY, NO = "yes", "partly", "no"


@dataclass(frozen=True, slots=True)
class Can:
    """Whether a gateway can (`yes`, `partly`, `no`), and how, or what is done instead."""

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


def _of(key: str) -> Callable[[Edge], bool]:
    return lambda edge: any(each.get(key) for each in edge.table["services"].values())


def _canary(edge: Edge, when: bool) -> bool:
    found = [each["canary"] for each in edge.table["services"].values() if each.get("canary")]
    return any(bool(each.get("when")) is when for each in found)


def _always(_: Edge) -> bool:
    return True


def _by(api: Can, envoy: Can, kong: Can, tyk: Can) -> dict[str, Can]:
    return {API: api, ENVOY: envoy, KONG: kong, TYK: tyk}


_YES = Can(YES)
CONCERNS: Mapping[str, Concern] = {
    "short": Concern(
        "a path as it stands, without the service's name",
        lambda edge: any(each["short"] for each in edge.table["routes"]),
        _by(_YES, _YES, _YES, Can(NO, "an API has one prefix, so a service is found under its name alone")),
    ),
    "versions": Concern(
        "versions by a header or a media type, each with a time of its own",
        lambda edge: any(each["by"] != "url" for each in edge.table["routes"]),
        _by(_YES, _YES, _YES, Can(PARTLY, "one operation, with the longer time; the service tells versions apart")),
    ),
    "time": Concern(
        "a route's own time, after which it is 504",
        _always,
        _by(
            Can(PARTLY, "where the address has the service's name, the longest of the service's routes"),
            _YES,
            Can(PARTLY, "the longest of the service's routes; the service is told the route's own"),
            _YES,
        ),
    ),
    "retry": Concern(
        "a request sent again where the service can't have seen it",
        _always,
        _by(
            Can(NO, "the words for it are not in the standard channel"),
            Can(PARTLY, "not what was cut off, which the gateway of this machine repeats for GET"),
            _YES,
            Can(NO, "Tyk sends each request once"),
        ),
    ),
    "breaker": Concern(
        "a replica that fails is left alone for a time",
        _of("breaker"),
        _by(
            Can(NO, "it has no words for it: a mesh does it"),
            _YES,
            Can(
                PARTLY, "Kong sees one address of a Service, not its replicas, so the service as a whole is left alone"
            ),
            Can(PARTLY, "an operation is left alone, after so many failures of its last requests"),
        ),
    ),
    "rate": Concern(
        "how many requests a service gets",
        _of("rate"),
        _by(
            Can(NO, "it has no words for it: the services count for themselves, where they do"),
            Can(YES, "in each process of Envoy"),
            Can(PARTLY, "in each node; canary and gRPC are counted apart"),
            Can(YES, "gRPC is not counted"),
        ),
    ),
    "size": Concern(
        "a body of at most 1 MiB",
        _always,
        _by(Can(NO, "the gateway's own settings"), _YES, Can(YES, "a megabyte, in Kong's words"), _YES),
    ),
    "tokens": Concern(
        "a valid token, where a route asks for one",
        lambda edge: edge.guarded,
        _by(
            Can(NO, "the services verify tokens themselves"),
            _YES,
            Can(PARTLY, "one public key, given to decK; the audience is looked at by the services"),
            Can(YES, "with a policy of Tyk's that has the system's name"),
        ),
    ),
    "roles": Concern(
        "a role that the route is for",
        lambda edge: any(each.get("roles") for each in edge.table["routes"]),
        _by(
            Can(NO, "the services look at roles themselves"),
            _YES,
            Can(NO, "`acl` knows groups of consumers, not roles of tokens: the services look at them themselves"),
            Can(NO, "policies know rights of keys, not roles of tokens: the services look at them themselves"),
        ),
    ),
    "nobody": Concern(
        "a route that no role may use is closed",
        lambda edge: any(each.get("roles") == [] for each in edge.table["routes"]),
        _by(Can(NO, "the services close it"), _YES, _YES, _YES),
    ),
    "canary": Concern(
        "a share of all requests goes to a new version",
        lambda edge: _canary(edge, when=False),
        _by(_YES, _YES, _YES, _YES),
    ),
    "canary when": Concern(
        "a share of the requests that have a header or cookie goes to a new version",
        lambda edge: _canary(edge, when=True),
        _by(_YES, _YES, _YES, Can(NO, "all requests go to the stable version")),
    ),
    "gRPC": Concern("calls of gRPC", lambda edge: bool(edge.table.get("grpc")), _by(_YES, _YES, _YES, _YES)),
    "pages": Concern(
        "pages of other origins (CORS)", lambda edge: bool(edge.table["cors"]["origins"]), _by(_YES, _YES, _YES, _YES)
    ),
    "mtls": Concern(
        "certificates towards services",
        _of("mtls"),
        {each: Can(NO, "the mesh does it, with the gateway in it") for each in TITLES},
    ),
}


def missing(edge: Edge, gateway: str) -> Iterator[str]:
    """A sentence for each thing that the table says and the gateway cannot."""
    for concern in CONCERNS.values():
        can = concern.by[gateway]
        if can.how == NO and concern.wanted(edge):
            yield f"{TITLES[gateway]} cannot say: {concern.about}; {can.words}"


def written() -> str:
    """All of it as a table of Markdown."""
    rows = [["", *TITLES.values()], ["---"] * (len(TITLES) + 1)]
    rows += [[concern.about, *(str(concern.by[each]) for each in TITLES)] for concern in CONCERNS.values()]
    return "".join(f"| {' | '.join(row)} |\n".replace("|  |", "| |") for row in rows)
