"""Go's HTTP and gRPC entrances: net/http with patterns, gin, chi, echo, fiber, gorilla; groups by locals, closures and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint, Mount
from skerry.read.frameworks._values import handler, inline, member, route, split, text
from skerry.read.frameworks._view import Framework, View, first_string
from skerry.read.outline import Call

_HTTP = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_VERBS = {v: v for v in _HTTP} | {v.capitalize(): v for v in _HTTP} | {"Any": "ANY", "All": "ANY"}
_PATTERN = frozenset({"HandleFunc", "Handle", "Method", "MethodFunc", "Add", "Match"})
_GROUP = re.compile(r"^(.*?)\.(?:Group|PathPrefix|Route|RegisterGroup)\((.*)$", re.DOTALL)
_ROUTERS = re.compile(
    r"\b(gin|echo|fiber|chi|mux|http|web|iris|httprouter|gf|flow|macaron)\.(\w*Router\w*|Engine|Echo|Group|App|ServeMux|Mux|Router|IRoutes|Party)\b"
)
_ROUTER_NAME = re.compile(r"(?i)(^|\.)(r|e|g|app|api|mux|m|v\d|\w*(router?s?|group|engine|echo|mux|server))$")
_PATH = re.compile(r"\.(?:Path|PathPrefix)\(([^)]*)\)(?!.*\.(?:Path|PathPrefix)\()", re.DOTALL)
_METHOD = re.compile(r"\.Methods?\(\s*(?:http\.Method(\w+)|\"(\w+)\")")
_WRAPPED = re.compile(r"\.(With|Use|Name|Host|Methods|Headers|Queries)\(.*$", re.DOTALL)
_HELPED = re.compile(r"[\w.]+\((\"[^\"]*\"|[A-Za-z_][\w.]*)\)")  # `conf.BaseUri("/health")`
_GRPC = re.compile(r"Register(\w+)(?:Server|Service)$")
_DEPTH = 6  # groups in groups
_READER = "gohttp"


def facts(view: View) -> Iterator[AnyFact]:
    """Routes, mounted routers and gRPC services that a file registers."""
    for call in view.calls_to(*_VERBS, *_PATTERN):
        yield from _route(view, call)
    for call in view.calls_to("Handler", "HandlerFunc", "Router"):
        yield from _fluent(view, call)
    yield from _mounts(view)
    yield from _shared(view)
    for call in view.body.calls:
        found = _GRPC.match(call.name)
        if found and len(split(call.args)) == 2:
            yield from _service(view, call, found.group(1))


def _is_router(view: View, receiver: str, scope: int) -> bool:
    if _GROUP.match(receiver) or receiver == "http":
        return True
    type_, made = view.type_of(receiver, scope), view.variable(scope, receiver)
    if made is not None and _GROUP.match(made.value):
        return True
    if type_ and ("." in type_ or view.resolve_type(type_, scope).unit >= 0):
        return bool(_ROUTERS.search(type_) or re.search(r"(?i)(router|mux|group)\w*$", type_))
    return bool(_ROUTER_NAME.search(_WRAPPED.sub("", receiver)))


def _route(view: View, call: Call) -> Iterator[Endpoint]:
    given = split(call.args)
    method, path, rest = _described(view, call, given)
    if not rest or not _is_router(view, call.receiver, call.scope):
        return
    bare = given[0].startswith(('"', "`")) and (
        not path or call.name.isupper()
    )  # gin and echo take paths without a slash
    if not path.startswith(("/", "{", ":", "*")) and not bare:
        return
    here = view.unit(call.scope)
    unit = inline(view, f"{call.name} {first_string(call.args)}", call.scope, call.line)
    unit = unit if unit >= 0 else _given(view, rest, call.scope)
    at = route(prefix(view, call.receiver, call.scope, call.line), path)
    for verb in _methods(view, call) or [method]:
        yield Endpoint(unit=unit if unit >= 0 else here, line=call.line, reader=_READER, method=verb, path=at, at=here)


def _described(view: View, call: Call, given: list[str]) -> tuple[str, str, list[str]]:
    """Method, path and what remains of a registration's arguments."""
    if call.name in _VERBS or not given:
        wrapped = _HELPED.fullmatch(given[0]) if given else None
        path = text(view, wrapped.group(1) if wrapped else given[0], call.scope) if given else ""
        return _VERBS.get(call.name, "ANY"), re.sub(r"^\{\w+\}(?=/)", "", path), given[1:]
    if call.name in {"Method", "MethodFunc", "Add", "Match"}:
        verb = given[0].rpartition("Method")[2].strip('"').upper()
        return verb, text(view, given[1], call.scope) if len(given) > 1 else "", given[2:]
    pattern = text(view, given[0], call.scope)
    verb, space, path = pattern.partition(" ")
    return (
        (verb, "/" + path.partition("/")[2], given[1:])
        if space and verb.isupper()
        else ("ANY", pattern.replace("{$}", ""), given[1:])
    )


def _methods(view: View, call: Call) -> list[str]:
    """Gorilla's `.Methods("GET", "POST")` after the registration."""
    for after in view.calls_to("Methods"):
        if after.line >= call.line and after.scope == call.scope and f"{call.name}({call.args[:60]}" in after.receiver:
            return [m.rpartition("Method")[2].strip('"').upper() for m in split(after.args)]
    return []


def _given(view: View, rest: list[str], scope: int) -> int:
    """The handler among middleware: mostly the last, echo has it first."""
    for expression in reversed(rest):
        unit = handler(view, re.sub(r"\(\)$", "", expression), scope) if not expression.startswith("func(") else -1
        if unit >= 0:
            return unit
    return -1


def prefix(view: View, receiver: str, scope: int, line: int, depth: int = _DEPTH) -> str:
    """The path under which a router expression serves, as far as this file says: chained groups, locals, closures."""
    if not depth:
        return ""
    receiver = _WRAPPED.sub("", receiver)
    chained = _GROUP.match(receiver)
    if chained:
        inner = prefix(view, chained.group(1), scope, line, depth - 1)
        given = next(iter(split(chained.group(2))), "")
        helped = _HELPED.fullmatch(given)
        path = helped.group(1) if helped else next(iter(split(chained.group(2).partition(")")[0])), "")
        return route(inner, text(view, path, scope))
    closure = _closure(view, receiver, scope)
    if closure >= 0:
        name = view.scopes[closure].name
        outer = next(
            (c for c in view.calls_to(name.partition(" ")[0]) if first_string(c.args) == name.partition(" ")[2]), None
        )
        above = prefix(view, outer.receiver, outer.scope, line, depth - 1) if outer is not None else ""
        return route(above, name.partition(" ")[2])
    made = [
        v
        for v in view.body.locals
        if v.name == receiver and v.line <= line and (v.scope == scope or _inside(view, scope, v.scope))
    ]
    if made and _GROUP.match(made[-1].value):
        return prefix(view, made[-1].value, made[-1].scope, made[-1].line - 1, depth - 1)
    return ""


def _closure(view: View, receiver: str, scope: int) -> int:
    """The function given to `Route("/orders", func(r chi.Router) {…})` that a router parameter belongs to."""
    while scope >= 0:
        named = view.scopes[scope].name
        grouped = re.match(r"(Route|Group|ConfigGroup|RegisterGroupFunc|PathPrefix|Party) ", named)
        if grouped and any(v.name == receiver and v.kind == "param" for v in view.fields(scope)):
            return scope
        scope = view.scopes[scope].parent
    return -1


def _inside(view: View, scope: int, outer: int) -> bool:
    while scope >= 0 and scope != outer:
        scope = view.scopes[scope].parent
    return scope == outer


def _mounts(view: View) -> Iterator[Mount]:
    for call in view.calls_to("Mount"):
        given = split(call.args)
        target = _function(view, given[1], call.scope) if len(given) > 1 else -1
        if target >= 0:
            at = route(prefix(view, call.receiver, call.scope, call.line), text(view, given[0], call.scope))
            yield Mount(unit=view.unit(call.scope), line=call.line, reader=_READER, prefix=at, target=target)
    for call in view.body.calls:
        if len(call.args) < 120 and not call.new and call.name not in _VERBS and call.name not in _PATTERN:
            yield from _handed_over(view, call)


def _shared(view: View) -> Iterator[Mount]:
    """`APIv1 = router.Group("/api/v1")`, a variable of the package: its routes may be registered in any of the package's files."""
    for made in view.body.locals:
        if _GROUP.match(made.value):
            declared = _declared_at(view, made.name)
            at = prefix(view, made.value, made.scope, made.line - 1) if declared >= 0 else ""
            if at.strip("/"):
                yield Mount(
                    unit=view.unit(made.scope),
                    line=made.line,
                    reader=_READER,
                    prefix=at,
                    target=declared,
                    group=made.name,
                )


def _declared_at(view: View, name: str) -> int:
    """The file of this package that declares a router variable, -1 for none."""
    folder = view.path.rpartition("/")[0]
    for path in view.declarations.places.in_folder(folder):
        file = view.declarations.files[view.declarations.by_path[path]]
        if file.language == "go":
            field = view.declarations.own_field(file.first, name)
            if field is not None and _ROUTERS.search(field.type):
                return file.first
    return -1


def _handed_over(view: View, call: Call) -> Iterator[Mount]:
    """`orders.Register(v1)`: a group goes to a function that registers on it."""
    for given in split(call.args):
        if not (re.fullmatch(r"[A-Za-z_]\w*", given) or _GROUP.match(given)):
            continue
        at = prefix(view, given, call.scope, call.line)
        shared = "" if at.strip("/") or view.variable(call.scope, given) not in view.fields(-1) else given
        if at.strip("/") or (shared and _declared_at(view, shared) >= 0):
            name = f"{call.receiver}.{call.name}" if call.receiver else call.name
            target = _function(view, name, call.scope)
            if target >= 0:
                yield Mount(
                    unit=view.unit(call.scope), line=call.line, reader=_READER, prefix=at, target=target, within=shared
                )
            return


def _function(view: View, expression: str, scope: int) -> int:
    name = re.match(r"&?([A-Za-z_][\w.]*)", expression)
    unit = member(view, name.group(1), scope) if name else -1
    return unit if unit >= 0 and view.declarations.units[unit].kind == "function" else -1


def _service(view: View, call: Call, name: str) -> Iterator[Endpoint]:
    """The methods of what is registered as a gRPC service, by the generated interface if it is here."""
    declarations = view.declarations
    given = split(call.args)[1]
    made = re.match(r"&?(?:\w+\.)?(?:New)?([A-Z]\w*)", given)
    unit = view.class_of(given, call.scope).unit
    unit = unit if unit >= 0 else _maker(view, given, call.scope)
    unit = unit if unit >= 0 or made is None else view.resolve(made.group(1), call.scope).unit
    if unit < 0 or view.declarations.units[unit].kind == "function":
        return
    served = next((u for u in declarations.types_named(f"{name}Server") if u != unit), -1)
    wanted = frozenset(declarations.members(served)) if served >= 0 else frozenset()
    for method, function in declarations.members(unit).items():
        if (
            method[:1].isupper()
            and (not wanted or method in wanted)
            and declarations.units[function].kind == "function"
        ):
            yield Endpoint(
                unit=function,
                line=call.line,
                reader=_READER,
                method="GRPC",
                path=f"/{name}/{method}",
                at=view.unit(call.scope),
            )


def _maker(view: View, expression: str, scope: int) -> int:
    """The class that a constructor's call returns."""
    name = re.match(r"&?([A-Za-z_][\w.]*)\(", expression)
    function = view.resolve(name.group(1), scope).unit if name else -1
    return view.returned(function).unit if function >= 0 else -1


def _fluent(view: View, call: Call) -> Iterator[Endpoint]:
    """`r.Path("/orders").Methods("GET").HandlerFunc(h)`, and Beego's `Router("/orders", &OrderController{}, "get:List;post:Add")`."""
    given, here = split(call.args), view.unit(call.scope)
    pathed = _PATH.search(call.receiver)
    if pathed and text(view, pathed.group(1), call.scope) and call.name in {"Handler", "HandlerFunc"} and given:
        method = _METHOD.search(call.receiver)
        unit = _given(view, given, call.scope)
        verb = (method.group(1) or method.group(2)).upper() if method else "ANY"
        path = route(text(view, pathed.group(1), call.scope))
        yield Endpoint(
            unit=unit if unit >= 0 else here, line=call.line, reader=_READER, method=verb, path=path, at=here
        )
    elif call.name == "Router" and len(given) == 3 and ":" in given[2]:
        owner = view.resolve(given[1].lstrip("&").partition("{")[0], call.scope).unit
        for entry in first_string(given[2]).split(";"):
            verb, _, name = entry.partition(":")
            unit = view.declarations.member(owner, name) if owner >= 0 else -1
            path = route(text(view, given[0], call.scope))
            verb = "ANY" if verb == "*" else verb.upper()
            yield Endpoint(
                unit=unit if unit >= 0 else here, line=call.line, reader=_READER, method=verb, path=path, at=here
            )


FRAMEWORK = Framework("gohttp", frozenset({"go"}), (), facts)
