"""Rules of routes: what a request has to be, and where it goes then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.generate.edge.gateway_api.entrance import duration
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import DEADLINE, INTERNAL, OUTSIDE, Header, Target, Way, guard
from skerry.generate.gateway.places import quoted
from skerry.kernel.yaml_text import Noted

EXTENSIONS = "gateway.envoyproxy.io"
INWARDS, STOPPED = "without-name", "not-found"  # filters of Envoy Gateway


def rules(edge: Edge, several: list[Way]) -> Iterator[Object]:
    """For Envoy Gateway: ways to the same place in the same time are one rule. A path is matched as a whole, and changed by a filter."""
    grouped: dict[tuple[tuple[Target, ...], int, bool], list[Way]] = {}
    for way in several:
        grouped.setdefault((way.targets, way.milliseconds, way.place is None), []).append(way)
    for (targets, milliseconds, whole), alike in grouped.items():
        matches = [match for way in alike for match in _matches(way, _exactly(way))]
        rewrite = [_inwards("/")] if whole else [extension(f"{alike[0].service}-{INWARDS}")]
        yield rule(edge, alike[0].service, matches, targets, milliseconds, rewrite)
    guards = [match for each in _guards(several) for match in each]
    if guards:
        yield {"matches": guards, "filters": [extension(STOPPED)]}


def _guards(several: Iterable[Way]) -> Iterator[list[Object]]:
    """What is not let through where it would be. Such an expression is longer than that of the way, which Envoy Gateway takes first."""
    for way in several:
        regex = guard(way.place) if way.place else f"/{quoted(way.service)}/{INTERNAL}(?:/.*)?"
        if regex:
            yield _matches(way, [{"type": "RegularExpression", "value": regex}])


def portable(edge: Edge, several: list[Way]) -> Iterator[Object | Noted]:
    """For any gateway: paths as they stand; under the service's name by their first segment, since all can change a prefix alone."""
    grouped: dict[tuple[tuple[Target, ...], int], list[Object]] = {}
    prefixed: dict[tuple[str, tuple[Target, ...], tuple[Header, ...]], int] = {}
    for way in several:
        if way.place is None:
            prefixed[("", way.targets, way.headers)] = way.milliseconds
            continue
        if way.place.short:
            paths = [_path(way.place.path, way.place.inner)]
            grouped.setdefault((way.targets, way.milliseconds), []).extend(_matches(way, paths))
        first = way.place.path.split("/")[1]
        if not first.startswith("{"):
            key = (f"/{first}", way.targets, tuple(each for each in way.headers if each in way.meant))
            prefixed[key] = max(prefixed.get(key, 0), way.milliseconds)
    service = several[0].service
    for (targets, milliseconds), matches in grouped.items():
        yield rule(edge, service, matches, targets, milliseconds, [])
    for (first, targets, headers), milliseconds in prefixed.items():
        match = {"path": {"type": "PathPrefix", "value": f"/{service}{first}"}, **_headers(headers)}
        yield rule(edge, service, [match], targets, milliseconds, [_inwards(first or "/")])
    if any(not first for first, *_ in prefixed):
        never = {"path": {"type": "PathPrefix", "value": f"/{service}/internal"}}
        yield Noted({"matches": [never]}, "It leads nowhere: this is for services among themselves.")


def rule(
    edge: Edge, service: str, matches: list[Object], targets: tuple[Target, ...], time: int, more: list[Object]
) -> Object:
    """One rule; `time` is in milliseconds."""
    port = edge.backends[service].http
    return {
        "matches": matches,
        "filters": [told(time), *pages(edge), *more],
        "backendRefs": [{"name": each.name, "port": port, "weight": each.weight} for each in targets],
        "timeouts": {"request": duration(time)},
    }


def told(milliseconds: int) -> Object:
    """What a service is told of the time that it has, and what nobody outside may tell it."""
    change = {"set": [{"name": DEADLINE, "value": str(milliseconds)}], "remove": list(OUTSIDE)}
    return {"type": "RequestHeaderModifier", "requestHeaderModifier": change}


def pages(edge: Edge) -> Iterator[Object]:
    """What pages of other origins may do."""
    cors = edge.table["cors"]
    if cors["origins"]:
        allowed = {
            "allowOrigins": cors["origins"],
            "allowMethods": cors["methods"],
            "allowHeaders": cors["headers"],
            "exposeHeaders": cors["expose"],
            "maxAge": cors["max_age"],
        }
        yield {"type": "CORS", "cors": allowed}


def extension(name: str) -> Object:
    """A filter of Envoy Gateway."""
    return {"type": "ExtensionRef", "extensionRef": {"group": EXTENSIONS, "kind": "HTTPRouteFilter", "name": name}}


def _inwards(path: str) -> Object:
    rewrite = {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": path}}
    return {"type": "URLRewrite", "urlRewrite": rewrite}


def _exactly(way: Way) -> list[Object]:
    """The path with the service's name, and without it where it is short."""
    if way.place is None:
        return [{"type": "PathPrefix", "value": f"/{way.service}"}]
    if not way.place.exact:
        return [{"type": "RegularExpression", "value": way.place.regex}]
    named = {"type": "Exact", "value": f"/{way.service}{way.place.path}"}
    return [{"type": "Exact", "value": way.place.path}, named] if way.place.short else [named]


def _path(path: str, regex: str) -> Object:
    return {"type": "RegularExpression", "value": regex} if "{" in path else {"type": "Exact", "value": path}


def _matches(way: Way, paths: list[Object]) -> list[Object]:
    methods: list[Object] = [{"method": each} for each in way.methods] or [{}]
    return [{"path": path, **method, **_headers(way.headers)} for path in paths for method in methods]


def _headers(headers: tuple[Header, ...]) -> Object:
    if not headers:
        return {}
    return {
        "headers": [
            {"type": "RegularExpression" if each.pattern else "Exact", "name": each.name, "value": each.value}
            for each in headers
        ]
    }
