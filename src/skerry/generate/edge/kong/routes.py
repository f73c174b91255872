"""Kong's routes. Its router takes what has more conditions, then what has more headers, then the higher `regex_priority`."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.edge.kong import plugins
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import INTERNAL, Header, Way, guard
from skerry.generate.gateway.places import quoted

_EXACT, _NEVER = 1, 2


def route(way: Way, edge: Edge) -> Object:
    """One way in. `regex_priority` puts a path without parameters before those with some."""
    found = _head(way, edge, _path(way), way.name)
    if way.place is not None and way.place.exact:
        found["regex_priority"] = _EXACT
    return {**found, "plugins": list(plugins.of(way, edge))}


def never(way: Way, edge: Edge) -> Iterator[Object]:
    """What must not be let through where it would be; as many conditions as the way itself, so that the priority decides."""
    regex = guard(way.place) if way.place else f"/{quoted(way.service)}/{INTERNAL}(?:/.*)?"
    if regex is not None:
        found = _head(way, edge, f"~{regex}$", f"{way.name}.internal")
        stopped = plugins.stop(404, edge.table["problems"], "not-found", "Not found")
        yield {**found, "regex_priority": _NEVER, "plugins": [stopped]}


def nothing(edge: Edge) -> Object:
    """Whatever no route fits; without it, Kong says so in words of its own."""
    stopped = plugins.stop(404, edge.table["problems"], "not-found", "Not found")
    of_all = list(plugins.everywhere(edge))
    return {"name": f"{edge.namespace}.nothing", **_hosts(edge), "paths": ["/"], "plugins": [*of_all, stopped]}


def procedures(spoken: Object, edge: Edge) -> Object:
    """One service of gRPC, whichever procedure is called."""
    return {
        "name": f"{edge.namespace}.{spoken['name']}",
        **_hosts(edge),
        "protocols": ["grpc", "grpcs"],
        "paths": [f"/{spoken['name']}/"],
        "strip_path": False,
        "plugins": [plugins.told(round(spoken["timeout"] * 1000))],
    }


def _head(way: Way, edge: Edge, path: str, name: str) -> Object:
    found: Object = {"name": f"{edge.namespace}.{name}", **_hosts(edge), "paths": [path], "strip_path": False}
    if way.methods:
        found["methods"] = list(way.methods)
    if way.headers:
        found["headers"] = {each.name: [_value(each)] for each in way.headers}
    return found


def _path(way: Way) -> str:
    """A regular expression (`~`) that fits the whole path; its group is the path as the service has it."""
    if way.place is None:
        return f"~/{quoted(way.service)}(?:/(?<{plugins.INNER}>.*))?$"
    named = f"/{quoted(way.service)}"
    before = f"(?:{named})?" if way.place.short else named
    return f"~{before}(?<{plugins.INNER}>{way.place.inner})$"


def _value(header: Header) -> str:
    return f"~*^{header.value}$" if header.pattern else header.value


def _hosts(edge: Edge) -> Object:
    return {"hosts": [edge.host]} if edge.host else {}
