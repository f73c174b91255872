"""Operations of a service as Tyk has them: what stands here is let through, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import DEADLINE, Way

_ON: Object = {"enabled": True}
_PARAMETER = re.compile(r"\{([^}]*)\}")
_NEVER = {"internal": "/internal", "internal-below": "/internal/{below}"}
_METHODS = ("get", "head", "post", "put", "patch", "delete")


def paths(several: Iterable[Way]) -> Object:
    """The paths of OpenAPI with one operation a method; a version that is told by a header is the same operation."""
    found: Object = {}
    for identifier, method, path, _ in _each(several):
        operation = {"operationId": identifier, "responses": {"default": {"description": "As the service says."}}}
        there = found.setdefault(path, {})
        if parameters := _PARAMETER.findall(path):
            there["parameters"] = [
                {"name": each, "in": "path", "required": True, "schema": {"type": "string"}} for each in parameters
            ]
        there[method] = operation
    return found


def middleware(edge: Edge, several: list[Way]) -> Object:
    """What is done with each of them, by its name."""
    found: Object = {}
    for identifier, _, _, ways in _each(several):
        longest = max((each.milliseconds for each in ways), default=0)
        if not ways or all(each.nobody for each in ways):
            found[identifier] = {"block": {"enabled": True, "ignoreCase": True}}
            continue
        made: Object = {
            "allow": _ON,
            "enforceTimeout": {"enabled": True, "duration": f"{longest}ms"},
            "transformRequestHeaders": {"enabled": True, "add": [{"name": DEADLINE, "value": str(longest)}]},
        }
        if edge.guarded and any(each.roles is None for each in ways):
            made["ignoreAuthentication"] = _ON
        found[identifier] = {**made, **_breaker(edge.table["services"][ways[0].service])}
    return found


def _each(several: Iterable[Way]) -> Iterator[tuple[str, str, str, list[Way]]]:
    """Name, method, path and ways of each operation; of none where nothing may be let through."""
    grouped: dict[tuple[str, str], list[Way]] = {}
    for way in several:
        for method in way.methods:
            if way.place:
                grouped.setdefault((method.lower(), way.place.path), []).append(way)
    for (method, path), ways in grouped.items():
        yield f"{ways[0].name}-head" if method == "head" else ways[0].name, method, path, ways
    if any(way.place is None for way in several):
        for name, path in _NEVER.items():
            for method in _METHODS:
                yield f"{name}-{method}", method, path, []


def _breaker(policy: Object) -> Object:
    """Tyk counts a share of the last requests, and not how many failed in a row: all of so many are the same."""
    breaker = policy.get("breaker")
    if not breaker:
        return {}
    found = {
        "enabled": True,
        "threshold": 1,
        "sampleSize": breaker["after"],
        "coolDownPeriod": round(breaker["pause"]),
        "halfOpenStateEnabled": True,
    }
    return {"circuitBreaker": found}
