"""ASP.NET Core's minimal APIs, with their groups, and FastEndpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Endpoint, Mount
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._paths import path
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "minimal_api"
_MAPS = {"MapGet": "GET", "MapPost": "POST", "MapPut": "PUT", "MapDelete": "DELETE", "MapPatch": "PATCH"}
_GROUP = re.compile(r"MapGroup\(\s*([^()]*(?:\([^()]*\))?[^()]*)\)")
_FAST = {"Get": "GET", "Post": "POST", "Put": "PUT", "Delete": "DELETE", "Patch": "PATCH"}
_NAMED = re.compile(r"[A-Za-z_][\w.]*$")
_DEPTH = 4


def facts(view: View) -> Iterable[Endpoint | Mount]:
    """Routes that the file maps."""
    for call in view.calls_to(*_MAPS, "MapMethods"):
        yield from _mapped(view, call)
    for call in view.body.calls:
        if call.receiver and call.name not in _MAPS and (call.name.startswith("Map") or "MapGroup(" in call.receiver):
            yield from _mounted(view, call)
    for i, scope in view.classes():
        if scope.kind == "class" and _is_fast(view, i):
            yield from _fast(view, i)


def _mapped(view: View, call: Call) -> Iterator[Endpoint]:
    given = pieces(call.args)
    if not given or not call.receiver or (call.scope >= 0 and view.scopes[call.scope].name == call.name):
        return  # a `MapGet` of the project's own that passes on to the framework's
    route = path(_prefix(view, call.receiver, call.scope), next(filter(None, _texts(view, given, call.scope)), ""))
    at = view.unit(call.scope)
    handler = _handler(view, given, call.scope)
    method = _MAPS.get(call.name, "ANY")
    yield Endpoint(unit=handler, line=call.line, reader=_NAME, method=method, path=route, at=at)


def _texts(view: View, given: list[str], scope: int) -> Iterator[str]:
    """The route, which stands behind the handler where a project's own `MapGet` wants it there."""
    return (text(view, piece, scope) for piece in given[:2])


def _handler(view: View, given: list[str], scope: int) -> int:
    """The method that is named; else, for a lambda, where it stands."""
    for piece in given:
        if _NAMED.match(piece):
            owner = view.owner(scope)
            found = view.declarations.member(owner, piece) if owner >= 0 else view.resolve(piece, scope).unit
            if found >= 0:
                return found
    return view.unit(scope)


def _prefix(view: View, receiver: str, scope: int, depth: int = 0) -> str:
    """The paths of the groups in a chain, and of the group that its variable was made as."""
    root = re.match(r"[A-Za-z_]\w*", receiver)
    variable = view.variable(scope, root.group()) if root and depth < _DEPTH else None
    before = (
        _prefix(view, variable.value, scope, depth + 1) if variable is not None and "MapGroup" in variable.value else ""
    )
    return path(before, *(text(view, one, scope) for one in _GROUP.findall(receiver))).rstrip("/")


def _mounted(view: View, call: Call) -> Iterator[Mount]:
    """`app.MapGroup("/orders").MapOrders()`: what the extension maps is served below."""
    prefix = _prefix(view, call.receiver, call.scope)
    unit = view.declarations.only_method(call.name) if prefix else -1
    if unit >= 0:
        yield Mount(unit=view.unit(call.scope), line=call.line, reader=_NAME, prefix=prefix, target=unit)


def _is_fast(view: View, i: int) -> bool:
    return any(base.startswith("Endpoint") for base in view.base_names(i)) and any(
        s.parent == i and s.name == "Configure" for s in view.scopes
    )


def _fast(view: View, i: int) -> Iterator[Endpoint]:
    """FastEndpoints: `Configure()` says the route, `HandleAsync` does the work."""
    inside = {s.name: n for n, s in enumerate(view.scopes) if s.parent == i}
    handler = next((inside[n] for n in ("HandleAsync", "ExecuteAsync") if n in inside), i)
    for call in view.calls_to(*_FAST):
        if call.scope == inside["Configure"] and not call.receiver:
            for route in pieces(call.args):
                at, found = view.unit(call.scope), path(text(view, route, call.scope))
                method = _FAST[call.name]
                yield Endpoint(unit=view.unit(handler), line=call.line, reader=_NAME, method=method, path=found, at=at)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
