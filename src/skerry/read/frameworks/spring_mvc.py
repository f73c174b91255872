"""Spring MVC and WebFlux: annotated controllers, GraphQL controllers and functional routes as endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Endpoint
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, has, listed, mark, pieces
from skerry.read.frameworks._paths import path
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Mark, Scope

_NAME = "spring_mvc"
METHODS = {
    "GetMapping": "GET",
    "PostMapping": "POST",
    "PutMapping": "PUT",
    "DeleteMapping": "DELETE",
    "PatchMapping": "PATCH",
}
_GRAPHQL = {"QueryMapping": "QUERY", "MutationMapping": "MUTATION", "SubscriptionMapping": "SUBSCRIPTION"}
_CLIENTS = ("FeignClient", "HttpExchange")
_ROUTES = ("GET", "POST", "PUT", "DELETE", "PATCH")
_VERB = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b")
_HANDLER = re.compile(r"(\w+)::(\w+)")


def facts(view: View) -> Iterable[Endpoint]:
    """Endpoints of the file."""
    for i, scope in enumerate(view.scopes):
        if scope.kind == "function" and scope.marks and scope.parent >= 0:
            yield from _annotated(view, i, scope)
    yield from _functional(view)


def _annotated(view: View, i: int, scope: Scope) -> Iterator[Endpoint]:
    around = view.scopes[scope.parent]
    if has(around.marks, *_CLIENTS):
        return
    for found in scope.marks:
        if found.name in _GRAPHQL:
            name = text(view, argument(found.args, "name", "value"), i) or scope.name
            yield Endpoint(
                unit=view.unit(i), line=found.line, reader=_NAME, method=_GRAPHQL[found.name], path=path(name)
            )
        elif found.name in METHODS or found.name == "RequestMapping":
            methods, paths = mapping(view, found, i)
            for prefix in _prefixes(view, scope.parent):
                for method in methods:
                    for tail in paths:
                        route = path(prefix, tail)
                        yield Endpoint(unit=view.unit(i), line=found.line, reader=_NAME, method=method, path=route)


def mapping(view: View, found: Mark, scope: int) -> tuple[list[str], list[str]]:
    """The methods and paths of a mapping annotation; a path that is left out is ''."""
    given = listed(argument(found.args, "value", "path"))
    paths = [text(view, one, scope) for one in given] or [""]
    if found.name in METHODS:
        return [METHODS[found.name]], paths
    methods = _VERB.findall(argument(found.args, "method")) if "method" in found.args else []
    return methods or ["ANY"], paths


def _prefixes(view: View, scope: int) -> list[str]:
    """Paths on the class, else on its nearest base that has some."""
    own = mark(view.scopes[scope].marks, "RequestMapping")
    if own is not None:
        return mapping(view, own, scope)[1]
    for _, base in view.declarations.ancestors(view.unit(scope)):
        declared = view.declarations.scope(base) if base >= 0 else None
        inherited = mark(declared.marks, "RequestMapping") if declared is not None else None
        if inherited is not None:
            return mapping(view, inherited, scope)[1]
    return [""]


def _functional(view: View) -> Iterator[Endpoint]:
    """`route(GET("/orders"), handler::list)` and `.GET("/orders", handler::list)`."""
    if not any(
        "web.reactive.function.server" in i.module or "web.servlet.function" in i.module for i in view.head.imports
    ):
        return
    for call in view.calls_to(*_ROUTES):
        given = pieces(call.args)
        tail = text(view, given[0], call.scope) if given else ""
        if tail:
            handler = _HANDLER.search(call.args) or _after(view, call.line)
            unit = _method(view, handler, call.scope) if handler else view.unit(call.scope)
            yield Endpoint(
                unit=unit, line=call.line, reader=_NAME, method=call.name, path=path(tail), at=view.unit(call.scope)
            )


def _after(view: View, line: int) -> re.Match[str] | None:
    """The handler beside a predicate: `route(GET("/orders"), handler::list)`."""
    around = (call.args for call in view.calls_to("route", "andRoute") if call.line <= line <= call.line + 1)
    return next((found for found in map(_HANDLER.search, around) if found), None)


def _method(view: View, handler: re.Match[str], scope: int) -> int:
    owner = view.resolve_type(view.type_of(handler.group(1), scope), scope).unit
    found = view.declarations.member(owner, handler.group(2)) if owner >= 0 else -1
    return found if found >= 0 else view.unit(scope)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), ("org.springframework",), facts)
