"""JAX-RS resources and servlets as endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Endpoint
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, listed, mark
from skerry.read.frameworks._paths import path
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Mark, Scope

_NAME = "jaxrs"
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_SERVLET = {"doGet": "GET", "doPost": "POST", "doPut": "PUT", "doDelete": "DELETE", "service": "ANY"}


def facts(view: View) -> Iterable[Endpoint]:
    """Endpoints of the file."""
    for i, scope, found in view.marked(*_METHODS):
        if scope.kind == "function" and scope.parent >= 0:
            yield from _resource(view, i, scope, found)
    for i, _, found in view.marked("WebServlet"):
        yield from _servlet(view, i, found)


def _resource(view: View, i: int, scope: Scope, found: Mark) -> Iterator[Endpoint]:
    prefix = _class_path(view, scope.parent)
    if prefix is not None and mark(view.scopes[scope.parent].marks, "RegisterRestClient") is None:
        own = mark(scope.marks, "Path")
        tail = text(view, argument(own.args, "value"), i) if own is not None else ""
        route = path(_root(view), prefix, tail)
        yield Endpoint(unit=view.unit(i), line=found.line, reader=_NAME, method=found.name, path=route)


def _class_path(view: View, scope: int) -> str | None:
    """The class's path, else that of its nearest base; None for a class that is no resource (a Retrofit interface)."""
    marks = [view.scopes[scope].marks]
    for _, base in view.declarations.ancestors(view.unit(scope)):
        declared = view.declarations.scope(base) if base >= 0 else None
        marks.append(declared.marks if declared is not None else ())
    found = next((m for m in (mark(one, "Path") for one in marks) if m is not None), None)
    return text(view, argument(found.args, "value"), scope) if found is not None else None


def _root(view: View) -> str:
    """The path of the one application of this tree; where there are several nobody knows whose a resource is."""
    found = view.declarations.marked("ApplicationPath")
    return text(view, argument(found[0][1].args, "value"), -1) if len(found) == 1 else ""


def _servlet(view: View, i: int, found: Mark) -> Iterator[Endpoint]:
    paths = [text(view, one, i) for one in listed(argument(found.args, "urlPatterns", "value"))]
    for n, scope in enumerate(view.scopes):
        if scope.parent == i and scope.name in _SERVLET:
            for route in paths:
                method = _SERVLET[scope.name]
                yield Endpoint(unit=view.unit(n), line=scope.line, reader=_NAME, method=method, path=path(route))


FRAMEWORK = Framework(
    _NAME, frozenset({"java"}), ("jakarta.ws.rs", "javax.ws.rs", "jakarta.servlet", "javax.servlet"), facts
)
