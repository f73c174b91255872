"""Routes of a service: as many objects as it takes, since one may have 16 rules and 128 matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.generate.edge.gateway_api.entrance import attached, head
from skerry.generate.edge.gateway_api.rules import pages, told
from skerry.generate.edge.values import Edge, Object
from skerry.kernel.yaml_text import Noted, plain

_RULES, _MATCHES, _IN_ONE = 16, 128, 64


def routes(edge: Edge, name: str, rules: Iterable[Object | Noted]) -> Iterator[Object]:
    """HTTPRoutes of this name; the second and later have a number behind it."""
    parts: list[list[Object | Noted]] = [[]]
    left = _MATCHES
    for rule in (part for each in rules for part in _small(each)):
        size = len(plain(rule)["matches"])
        if len(parts[-1]) == _RULES or size > left:
            parts.append([])
            left = _MATCHES
        parts[-1].append(rule)
        left -= size
    for number, part in enumerate(parts, 1):
        called = name if number == 1 else f"{name}-{number}"
        yield {**head(edge, "HTTPRoute", called), "spec": {**attached(edge), "rules": part}}


def _small(rule: Object | Noted) -> Iterator[Object | Noted]:
    matches = plain(rule)["matches"]
    if isinstance(rule, Noted) or len(matches) <= _IN_ONE:
        yield rule
    else:
        for start in range(0, len(matches), _IN_ONE):
            yield {**rule, "matches": matches[start : start + _IN_ONE]}


def procedures(edge: Edge, service: str) -> Object:
    """The GRPCRoute of a service, a rule for each of its services of gRPC."""
    backend = edge.backends[service]
    spoken = [each for each in edge.table["grpc"] if each["service"] == service]
    rules = [
        {
            "matches": [{"method": {"type": "Exact", "service": each["name"]}}],
            "filters": [told(round(each["timeout"] * 1000))],
            "backendRefs": [{"name": backend.stable or service, "port": backend.grpc}],
        }
        for each in spoken
    ]
    return {**head(edge, "GRPCRoute", service), "spec": {**attached(edge), "rules": rules}}


def asked_before(edge: Edge) -> Iterator[Object]:
    """What a browser asks before it calls: the filter answers it, on a rule that leads somewhere."""
    filters = list(pages(edge))
    if filters:
        any_ = next(iter(edge.backends))
        asked = {"type": "RegularExpression", "name": "Access-Control-Request-Method", "value": ".+"}
        match = {"path": {"type": "PathPrefix", "value": "/"}, "method": "OPTIONS", "headers": [asked]}
        rule = {
            "matches": [match],
            "filters": filters,
            "backendRefs": [{"name": any_, "port": edge.backends[any_].http}],
        }
        yield {**head(edge, "HTTPRoute", "pages"), "spec": {**attached(edge), "rules": [rule]}}
