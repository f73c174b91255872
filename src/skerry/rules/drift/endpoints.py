"""Endpoints that are missing or unexpected, where both planes know some of a service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Route
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

_HOLE = re.compile(r"\{[^/{}]*\}|:[A-Za-z_]\w*|<[^<>/]*>|\*+")
_BEFORE = re.compile(r"^/(?:api/)?(v\d+)(?=/|$)|^/api(?=/)")
_TECHNICAL = re.compile(
    r"^/(?:(?:healthz?|livez?|readyz?|ping|status|metrics|info|version|favicon\.ico|docs|redoc|swagger[\w.-]*|openapi[\w.-]*"
    r"|api-docs|v\d+/api-docs|graphi?ql|actuator|error|static|\.well-known|grpc\.(?:health|reflection)\.\w+\.\w+)(?:/.*)?)?$", re.I,
)  # fmt: skip

Routes = dict[tuple[str, str], Route]
_Index = dict[str, list[tuple[str, str]]]  # what follows the version, to the methods and versions that are there


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
    same = (
        sides.wanted.knows == sides.found.knows
    )  # two states of the code: what another view would leave open has changed
    here, there = _index(declared), _index(observed)
    missing = [key for key in declared if not (key in observed if same else _among(key, there))]
    unexpected = [
        key for key in observed if not (key in declared if same else _among(key, here)) and _sayable(sides, key[0])
    ]
    if same:
        yield from _moved(name, declared, observed, missing, unexpected)
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


def _moved(
    name: str, declared: Routes, observed: Routes, missing: list[tuple[str, str]], unexpected: list[tuple[str, str]]
) -> Iterator[Difference]:
    """Several endpoints that have another prefix or version before them, and are the same behind it, have moved at once: these are
    taken out of the two lists."""
    new = {(method, _split(path)[2]): (method, path) for method, path in unexpected}
    moves: dict[tuple[str, str], list[tuple[tuple[str, str], tuple[str, str]]]] = {}
    for method, path in missing:
        if other := new.get((method, _split(path)[2])):
            moves.setdefault((_split(path)[1], _split(other[1])[1]), []).append(((method, path), other))
    for (old, now), pairs in sorted(moves.items()):
        if len(pairs) > 1:
            for one, other in pairs:
                missing.remove(one)
                unexpected.remove(other)
            message = f"{name} answers {len(pairs)} endpoints under {now or '/'}, not under {old or '/'}"
            also = tuple(f"{name} answers {_text(observed[other])}, not {_text(declared[one])}" for one, other in pairs)
            yield Difference(
                Kind.ENDPOINT,
                "endpoint",
                f"{name} {old or '/'}",
                message,
                old or "/",
                now or "/",
                declared[pairs[0][0]].evidence,
                observed[pairs[0][1]].evidence,
                also,
            )


def _split(path: str) -> tuple[str, str, str]:
    """The version in a path, all that stands before the rest, and the rest."""
    found = _BEFORE.match(path)
    return (found[1] or "", found[0], path[found.end() :] or "/") if found else ("", "", path)


def _index(routes: Routes) -> _Index:
    found: _Index = {}
    for method, path in routes:
        version, _, rest = _split(path)
        found.setdefault(rest, []).append((method, version))
    return found


def _among(key: tuple[str, str], others: _Index) -> bool:
    """Whether a route is there, maybe for any method, or with its version in a header or its prefix added by a gateway."""
    method, (version, _, rest) = key[0], _split(key[1])
    return any(
        (method == other or "ANY" in {method, other}) and (version == theirs or not (version and theirs))
        for other, theirs in others.get(rest, ())
    )


def _text(route: Route) -> str:
    return f"{route.method} {route.path}"
