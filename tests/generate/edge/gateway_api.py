"""The precedence of Gateway API, with what Envoy Gateway adds: exact paths, then expressions, then prefixes; the longer first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.generate.edge.edges import cleaned

from skerry.kernel.yaml_text import plain

ORDER = ("Exact", "RegularExpression", "PathPrefix")


class Gateway:
    """All HTTPRoutes of some documents, in the order in which their matches are tried."""

    def __init__(self, documents: Mapping[str, list[Any]]) -> None:
        self.documents = [plain(each) for several in documents.values() for each in several]
        self.filters = {
            each["metadata"]["name"]: each["spec"] for each in self.documents if each["kind"] == "HTTPRouteFilter"
        }
        found = [
            (match, rule, each)
            for each in self.of("HTTPRoute")
            if each["spec"]["parentRefs"][0]["sectionName"] == "https"
            for rule in each["spec"]["rules"]
            for match in rule["matches"]
        ]
        self.matches = sorted(found, key=lambda each: _rank(each[0]))

    def of(self, kind: str) -> list[Any]:
        """All documents of a kind."""
        return [each for each in self.documents if each["kind"] == kind]

    def found(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[Any, Any, Any] | None:
        """The match, the rule and the route."""
        return next((each for each in self.matches if _fits(each[0], method, path, headers)), None)

    def leads(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[str, str, int] | None:
        """The service, the path there, and how long it may take, which it is told as well."""
        path = cleaned(path)
        found = self.found(method, path, headers)
        if found is None or not found[1].get("backendRefs"):
            return None
        match, rule, _ = found
        inner = path
        for each in rule["filters"]:
            if each["type"] == "URLRewrite":
                prefix = each["urlRewrite"]["path"]["replacePrefixMatch"].rstrip("/")
                inner = prefix + path[len(match["path"]["value"]) :] or "/"
            if each["type"] == "ExtensionRef":
                change = self.filters[each["extensionRef"]["name"]]["urlRewrite"]["path"]["replaceRegexMatch"]
                inner = re.sub(change["pattern"], change["substitution"], path)
        units = {"s": 1000, "ms": 1}
        time = sum(int(n) * units[unit] for n, unit in re.findall(r"(\d{1,5})(ms|s)", rule["timeouts"]["request"]))
        (told,) = (each["requestHeaderModifier"] for each in rule["filters"] if each["type"] == "RequestHeaderModifier")
        assert told["set"] == [{"name": "Skerry-Deadline", "value": str(time)}]
        return re.sub(r"-v\d+-only$", "", rule["backendRefs"][0]["name"]), inner, time


def _rank(match: Any) -> tuple[int, int, bool, int]:
    return (
        ORDER.index(match["path"]["type"]),
        -len(match["path"]["value"]),
        "method" not in match,
        -len(match.get("headers", ())),
    )


def _fits(match: Any, method: str, path: str, headers: Mapping[str, str]) -> bool:
    kind, value = match["path"]["type"], match["path"]["value"]
    fits = {
        "Exact": lambda: path == value,
        "RegularExpression": lambda: re.fullmatch(value, path),
        "PathPrefix": lambda: path == value or path.startswith(value.rstrip("/") + "/"),
    }[kind]()
    return bool(fits) and match.get("method", method) == method and _headers(match.get("headers", ()), headers)


def _headers(wanted: Iterable[Any], said: Mapping[str, str]) -> bool:
    there = {name.lower(): value for name, value in said.items()}
    return all(
        (value := there.get(each["name"].lower())) is not None
        and (re.fullmatch(each["value"], value) if each["type"] == "RegularExpression" else value == each["value"])
        for each in wanted
    )
