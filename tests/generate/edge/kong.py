"""Kong's router, as its documentation has it, over what was written: enough of it to say where a request goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.generate.edge.edges import EDGE, cleaned

from skerry.generate.edge.kong import kong
from skerry.kernel.yaml_text import plain

FILE = plain(kong(EDGE))
UPSTREAMS = {each["name"]: each for each in FILE["upstreams"]}
CONDITIONS = ("hosts", "methods", "headers", "paths")


def routes() -> Iterator[tuple[Any, Any]]:
    """Each with its service, in the order in which they are tried."""
    found = [(each, route) for each in FILE["services"] for route in each["routes"]]
    found += [(None, each) for each in FILE["routes"]]
    return iter(sorted(found, key=lambda each: _rank(each[1])))


def _rank(route: Any) -> tuple[int, int, bool, int]:
    regex = route["paths"][0].startswith("~")
    return (
        -sum(1 for each in CONDITIONS if route.get(each)),
        -len(route.get("headers", ())),
        not regex,
        -route.get("regex_priority", 0),
    )


ROUTES = list(routes())


def found(method: str, path: str, headers: Mapping[str, str]) -> tuple[Any, Any, re.Match[str] | None]:
    """The service, the route and what its path caught."""
    for service, route in ROUTES:
        (wanted,) = route["paths"]
        fits = (
            re.match(wanted[1:].replace("(?<", "(?P<"), path)
            if wanted.startswith("~")
            else re.match(re.escape(wanted), path)
        )
        spoken = "grpc" in route.get("protocols", ())
        if (
            fits
            and not spoken
            and method in route.get("methods", (method,))
            and _headers(route.get("headers", {}), headers)
        ):
            return service, route, fits
    raise AssertionError("something fits everything")


def _headers(wanted: Mapping[str, list[str]], said: Mapping[str, str]) -> bool:
    return all(name in said and any(_value(each, said[name]) for each in values) for name, values in wanted.items())


def _value(wanted: str, said: str) -> bool:
    if wanted.startswith("~*"):
        return bool(re.search(wanted[2:], said, re.IGNORECASE))
    return wanted.lower() == said.lower()


def plugin(route: Any, name: str) -> Any:
    """The configuration of a plugin of a route or service, with what it shares; None where it has none."""
    each = next((each for each in route["plugins"] if each["name"] == name), None)
    return each and {**FILE["_plugin_configs"].get(each.get("_config"), {}), **each.get("config", {})}


def leads(method: str, path: str, headers: Mapping[str, str]) -> tuple[str, str, int] | None:
    """The service, the path there, and what it is told of the time."""
    service, route, caught = found(method, cleaned(path), headers)
    changed = plugin(route, "request-transformer")
    if changed is None:
        return None
    ((_, deadline),) = (each.split(":") for each in changed["add"]["headers"])
    inner = caught["inner"] if caught else None
    uri = changed["replace"]["uri"]
    uri = uri.replace('$(uri_captures["inner"] or "")', inner or "").replace('$(uri_captures["inner"])', inner or "")
    return service["name"].split(".")[1], uri, int(deadline)
