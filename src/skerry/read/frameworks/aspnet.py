"""ASP.NET Core: attribute-routed and conventional controllers, Razor Pages, Azure Functions and gRPC services as endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Endpoint
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, has, mark, pieces
from skerry.read.frameworks._paths import path
from skerry.read.frameworks._view import Framework, View, keyword
from skerry.read.outline import Mark, Scope

_NAME = "aspnet"
METHODS = {
    "HttpGet": "GET", "HttpPost": "POST", "HttpPut": "PUT", "HttpDelete": "DELETE", "HttpPatch": "PATCH", "HttpHead": "HEAD",
    "HttpOptions": "OPTIONS", "AcceptVerbs": "ANY",
}  # fmt: skip
_CONTROLLERS = ("ControllerBase", "Controller", "ODataController", "ApiController")
_RESULT = re.compile(r"(?:(?:Task|ValueTask)<)?(?:I?Action|View|Json|Content|File|Redirect)\w*Result\b|IResult\b")
_PAGE = re.compile(
    r"On(Get|Post|Put|Delete|Patch)(?=[A-Z]|$)"
)  # a named handler (`OnPostUpdate`) has the page's path too
_PAGES = re.compile(r"(?:^|.*/)(?:Areas/([^/]+)/)?Pages/(.+)\.cshtml\.cs$")
_GRPC = re.compile(r"(\w+)\.\1Base$")


def facts(view: View) -> Iterable[Endpoint]:
    """Endpoints of the file's classes."""
    for i, scope in view.classes():
        if scope.kind != "class" or has(scope.marks, "abstract"):
            continue
        controller = has(scope.marks, "ApiController") or view.extends(i, *_CONTROLLERS)
        for n, method in enumerate(view.scopes):
            if method.parent == i and method.kind == "function" and method.name != scope.name:
                yield from _action(view, i, n, controller)
        yield from _page(view, i, scope)
        yield from _grpc(view, i, scope)


def _action(view: View, i: int, n: int, controller: bool) -> Iterator[Endpoint]:
    """An action by its attributes, or in a controller without routes by the convention `/controller/action`."""
    method = view.scopes[n]
    verbs = [m for m in method.marks if m.name.removesuffix("Attribute") in METHODS]
    own = mark(method.marks, "Route")
    prefixes = _prefixes(view, i)
    if not verbs and own is None and not (controller and _is_action(method)):
        return
    line = (verbs[0] if verbs else own or method).line
    for verb in (*verbs,) or (None,):
        found = METHODS[verb.name.removesuffix("Attribute")] if verb is not None else "ANY"
        tail = _template(view, verb, n) or _template(view, own, n)
        for prefix in prefixes or ([""] if tail or not controller else ["[area]/[controller]/[action]"]):
            route = path(tail.lstrip("~")) if tail.startswith(("/", "~/")) else path(prefix, tail)
            strength = 1.0 if prefixes or tail else 0.8
            route = path(_filled(view, route, i, method))
            yield Endpoint(unit=view.unit(n), line=line, reader=_NAME, strength=strength, method=found, path=route)


def _is_action(method: Scope) -> bool:
    return not has(method.marks, "private", "static", "override", "NonAction") and bool(_RESULT.match(method.returns))


def _template(view: View, found: Mark | None, scope: int) -> str:
    return text(view, argument(found.args, "template"), scope) if found is not None else ""


def _prefixes(view: View, i: int) -> list[str]:
    """The class's routes, else those of its nearest base that has some."""
    own = [_template(view, m, i) for m in view.scopes[i].marks if m.name == "Route"]
    for _, base in view.declarations.ancestors(view.unit(i)) if not own else ():
        declared = view.declarations.scope(base) if base >= 0 else None
        own = [_template(view, m, i) for m in declared.marks if m.name == "Route"] if declared is not None else []
        if own:
            break
    return own


def _filled(view: View, route: str, i: int, method: Scope) -> str:
    """The tokens of a route template."""
    area = mark(view.scopes[i].marks, "Area")
    words = {
        "[controller]": view.scopes[i].name.removesuffix("Controller"),
        "[action]": method.name.removesuffix("Async"),
        "[area]": text(view, argument(area.args, "areaName"), i) if area is not None else "",
    }
    for token, word in words.items():
        route = re.sub(re.escape(token), word, route, flags=re.IGNORECASE)
    return route


def _page(view: View, i: int, scope: Scope) -> Iterator[Endpoint]:
    """A Razor Page is served under the path of its file."""
    where = _PAGES.match(view.path)
    if where is None or not view.extends(i, "PageModel"):
        return
    route = path(where.group(1) or "", where.group(2).removesuffix("/Index").removesuffix("Index"))
    for n, method in enumerate(view.scopes):
        handled = _PAGE.match(method.name)
        if method.parent == i and handled:
            verb = handled.group(1).upper()
            yield Endpoint(unit=view.unit(n), line=method.line, reader=_NAME, strength=0.9, method=verb, path=route)


def _grpc(view: View, i: int, scope: Scope) -> Iterator[Endpoint]:
    """The overridden methods of a generated service base."""
    found = next((m for m in map(_GRPC.search, scope.bases) if m), None)
    for n, method in enumerate(view.scopes) if found else ():
        if method.parent == i and has(method.marks, "override") and found:
            route = path(found.group(1), method.name)
            yield Endpoint(unit=view.unit(n), line=method.line, reader=_NAME, method="GRPC", path=route)


def functions(view: View) -> Iterator[Endpoint]:
    """Azure Functions: `[HttpTrigger("get", Route = "orders")]` on a parameter."""
    for variable in view.head.fields:
        found = mark(variable.marks, "HttpTrigger")
        if found is not None and variable.scope >= 0:
            route = text(view, keyword(found.args, "Route"), variable.scope) or view.scopes[variable.scope].name
            verbs = [
                v for v in (text(view, p, variable.scope).upper() for p in pieces(found.args)) if v in METHODS.values()
            ]
            for verb in verbs or ["ANY"]:
                unit = view.unit(variable.scope)
                yield Endpoint(unit=unit, line=found.line, reader=_NAME, method=verb, path=path("api", route))


def _all(view: View) -> Iterator[Endpoint]:
    yield from facts(view)
    yield from functions(view)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), _all)
