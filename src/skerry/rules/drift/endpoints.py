"""Endpoints that are missing or unexpected, where both planes know some of a service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Route
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

_HOLE = re.compile(r"\{[^/{}]*\}|:[A-Za-z_]\w*|<[^<>/]*>|\*+")
_VERSION = re.compile(r"^/(?:api/)?v\d+(?=/)|^/api(?=/)")
_TECHNICAL = re.compile(
    r"^/(?:(?:healthz?|livez?|readyz?|ping|status|metrics|info|version|favicon\.ico|docs|redoc|swagger[\w.-]*|openapi[\w.-]*"
    r"|api-docs|v\d+/api-docs|graphi?ql|actuator|error|static|\.well-known)(?:/.*)?)?$", re.I,
)  # fmt: skip

Routes = dict[tuple[str, str], Route]


def differences(sides: Sides) -> Iterator[Difference]:
    """Service by service. Gateways answer what others do; what every service answers for its operators is nobody's contract."""
    wanted, found = _routes(sides.wanted.fleet.routes), _routes(sides.found.fleet.routes)
    for name, (mine, theirs) in sides.pairs.items():
        declared, observed = wanted.get(mine.name, {}), found.get(theirs.name, {})
        if declared and observed and mine.role != "gateway" != theirs.role:
            yield from _of_service(sides, name, declared, observed)


def _routes(routes: tuple[Route, ...]) -> dict[str, Routes]:
    found: dict[str, Routes] = {}
    for route in routes:
        if not _TECHNICAL.match(route.path):
            found.setdefault(route.node, {})[route.method, _HOLE.sub("{}", route.path).rstrip("/") or "/"] = route
    return found


def _of_service(sides: Sides, name: str, declared: Routes, observed: Routes) -> Iterator[Difference]:
    missing = [key for key in declared if not _among(key, observed)]
    unexpected = [key for key in observed if not _among(key, declared) and _sayable(sides, key[0])]
    if len(missing) == len(unexpected) == 1 and missing[0][0] == unexpected[0][0] and sides.found.denies("routes"):
        mine, theirs = declared[missing[0]], observed[unexpected[0]]
        said = f"{name} answers {_text(theirs)}, not {_text(mine)}"
        yield Difference(
            Kind.ENDPOINT,
            "endpoint",
            f"{name} {_text(mine)}",
            said,
            _text(mine),
            _text(theirs),
            mine.evidence,
            theirs.evidence,
        )
        return
    for key in missing if sides.found.denies("routes") or sides.found.watched else ():
        route = declared[key]
        note = not sides.found.denies("routes")
        said = f"{name} {'was never asked for' if note else 'does not answer'} {_text(route)}"
        yield Difference(
            Kind.MISSING, "endpoint", f"{name} {_text(route)}", said, _text(route), "", route.evidence, note=note
        )
    for key in unexpected if sides.wanted.denies("routes") else ():
        route = observed[key]
        said = f"{name} answers {_text(route)}, which is not declared"
        yield Difference(
            Kind.UNEXPECTED, "endpoint", f"{name} {_text(route)}", said, "", _text(route), (), route.evidence
        )


def _sayable(sides: Sides, method: str) -> bool:
    """Whether the wanted plane has a word for it: operations of a model have one method, and gRPC is made of them."""
    return method not in {"ANY", "RPC"} or sides.wanted.denies("wire")


def _among(key: tuple[str, str], others: Routes) -> bool:
    """Whether a route is there, maybe for any method, or with its version in a header or added by a gateway."""
    method, path = key
    paths = (path, _VERSION.sub("", path), *(p for m, p in others if _VERSION.sub("", p) == path))
    methods = (method, "ANY") if method != "ANY" else tuple({m for m, _ in others})
    return any((m, p) in others for m in methods for p in paths)


def _text(route: Route) -> str:
    return f"{route.method} {route.path}"
