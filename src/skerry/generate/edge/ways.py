"""The table's routes as every gateway has to try them: what a request must have, to which Services it goes, how long, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skerry.generate.edge.values import Edge, Object
from skerry.generate.gateway.places import Place, places, quoted

INTERNAL = "(?i:internal)"
# What nobody outside may say to a service; `Skerry-Deadline` is set instead.
OUTSIDE = (
    "Skerry-Undoes",
    "Skerry-Caller",
    "Skerry-Roles",
    "Skerry-On-Behalf",
    "Skerry-Began",
    "X-Forwarded-Client-Cert",
)
DEADLINE = "Skerry-Deadline"
WHOLE = 30.0  # seconds, where the routes of a service are not known
_PARTS = 10_000  # shares have two decimals of a percent


@dataclass(frozen=True, slots=True)
class Header:
    """A header that a request has: with this value, or (`pattern`) with one that this regular expression fits as a whole."""

    name: str
    value: str
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A Service and its share of the requests."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `roles` are those that may go it (none: nobody may), None where nobody is asked for a token.

    `place` is None where whatever is asked of the service goes; `methods` are () for all.
    """

    name: str
    service: str
    place: Place | None
    methods: tuple[str, ...]
    headers: tuple[Header, ...]
    targets: tuple[Target, ...]
    timeout: float
    roles: tuple[str, ...] | None = None
    meant: tuple[Header, ...] = ()  # those among `headers` that make a request one for the canary

    @property
    def milliseconds(self) -> int:
        """How long it may take."""
        return round(self.timeout * 1000)

    @property
    def nobody(self) -> bool:
        """Whether no role of the model may go it."""
        return self.roles == ()


def ways(edge: Edge) -> Iterator[Way]:
    """All of HTTP. Of two that fit a request the one with more headers is meant, then the one whose path has no parameters."""
    for place in places(edge.table["routes"]):
        for method, several in place.methods.items():
            for route in several:
                newest = route is several[0]
                if newest or route["by"] != "url":
                    yield from _of(edge, place, method, route, () if newest else (_version(route),))
    for name, policy in edge.table["services"].items():
        if policy.get("whole"):
            for targets, meant, suffix in _targets(edge, name):
                yield Way(f"{name}{suffix}", name, None, (), meant, targets, WHOLE, meant=meant)


def _of(edge: Edge, place: Place, method: str, route: Object, asked: tuple[Header, ...]) -> Iterator[Way]:
    name = ".".join(filter(None, (place.service, route["version"], route["operation"], method.lower())))
    methods = ("GET", "HEAD") if method == "GET" else (method,)
    roles = tuple(route["roles"]) if "roles" in route else None
    for targets, meant, suffix in _targets(edge, place.service):
        yield Way(
            f"{name}{suffix}", place.service, place, methods, (*asked, *meant), targets, route["timeout"], roles, meant
        )


def _targets(edge: Edge, service: str) -> Iterator[tuple[tuple[Target, ...], tuple[Header, ...], str]]:
    """Where requests of a service go, with what they have to have for it. The rest of a canary goes to the stable version alone."""
    canary = edge.table["services"][service].get("canary")
    rest = edge.backends[service].stable or service
    if canary:
        shares = {version: round(share * 100) for version, share in canary["shares"].items()}
        split = [Target(edge.version(service, version), weight) for version, weight in shares.items()]
        split.append(Target(rest, _PARTS - sum(shares.values())))
        meant = _meant(canary.get("when"))
        yield tuple(each for each in split if each.weight), meant, ".canary"
        if not meant:
            return
    yield (Target(rest, 1),), (), ""


def _meant(when: Object | None) -> tuple[Header, ...]:
    if when is None:
        return ()
    if when["part"] == "header":
        return (Header(when["name"], when["value"]),)
    pattern = rf"(?:.*;\s*)?{quoted(when['name'])}={quoted(when['value'])}(?:\s*;.*)?"
    return (Header("Cookie", pattern, pattern=True),)


def _version(route: Object) -> Header:
    if route["by"] == "header":
        return Header("API-Version", route["version"])
    return Header("Accept", f".*{quoted(route['media'])}.*", pattern=True)


def guard(place: Place) -> str | None:
    """The same path with `internal` where it begins with a parameter: what must not be let through there; None where it can't be."""
    if not place.path.startswith("/{"):
        return None
    return place.regex.replace("[^/]+", INTERNAL, 1)
