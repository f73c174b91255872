"""Flask: routes, blueprints and their prefixes, method views, Flask-RESTful resources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint, Mount
from skerry.read.frameworks._python_views import holes, methods, variable_of
from skerry.read.frameworks._values import imports, split, text
from skerry.read.frameworks._view import Framework, View, keyword, names, strings
from skerry.read.outline import Call, Mark, Variable

_SHORT = frozenset(["get", "post", "put", "patch", "delete"])
_READER = "flask"


def facts(view: View) -> Iterator[AnyFact]:
    """Endpoints and mounts of one file."""
    if not imports(view, "flask", "quart", "apiflask"):
        return
    for i, scope in enumerate(view.scopes):
        for mark in scope.marks:
            receiver, _, last = mark.name.rpartition(".")
            if receiver and (last == "route" or last in _SHORT) and _collects(view, receiver, i):
                yield from _routed(view, i, mark, receiver, last)
    for call in view.calls_to("add_url_rule"):
        yield from _ruled(view, call)
    for call in view.calls_to("add_resource"):
        yield from _resource(view, call)
    for call in view.calls_to("register_blueprint"):
        yield from _mounted(view, call)


def _collects(view: View, receiver: str, scope: int) -> bool:
    """Whether routes are hung on this: an application, a blueprint, a namespace."""
    variable = view.variable(scope, receiver)
    made = variable is not None and re.search(
        r"(Flask|Blueprint|APIBlueprint|Quart|Namespace|Api|create_app)\(", variable.value
    )
    return (
        bool(made)
        or receiver in {"app", "bp", "blueprint", "self"}
        or bool(view.declarations.imports_of(view.file, receiver))
    )


def _routed(view: View, scope: int, mark: Mark, receiver: str, last: str) -> Iterator[Endpoint]:
    given = split(mark.args)
    route = holes(text(view, given[0], scope)) if given else ""
    listed = [verb.upper() for verb in strings(keyword(mark.args, "methods"))]
    verbs = [last.upper()] if last in _SHORT else listed or ["GET"]
    unit = view.unit(scope)
    handlers = methods(view, unit) if view.scopes[scope].kind == "class" else dict.fromkeys(verbs, unit)
    for verb, handler in handlers.items():
        yield _endpoint(view, scope, mark.line, verb, route, handler, receiver)


def _endpoint(view: View, scope: int, line: int, verb: str, route: str, handler: int, receiver: str) -> Endpoint:
    return Endpoint(
        unit=handler, line=line, reader=_READER, method=verb, path=_prefix(view, receiver, scope) + "/" + route.lstrip("/"),
        at=view.unit(-1), group=receiver,
    )  # fmt: skip


def _prefix(view: View, receiver: str, scope: int) -> str:
    """The prefix that a blueprint or namespace of this file is made with."""
    variable: Variable | None = view.variable(scope, receiver)
    if variable is None:
        return ""
    inner = variable.value[variable.value.find("(") + 1 :]
    said = keyword(inner, "url_prefix") or keyword(inner, "path")
    return holes(text(view, said, scope)).rstrip("/") if said else ""


def _ruled(view: View, call: Call) -> Iterator[Endpoint]:
    given = split(call.args)
    served = keyword(call.args, "view_func") or (given[2] if len(given) > 2 else "")
    name = next(iter(names(served)), "").removesuffix(".as_view")
    unit = view.resolve(name, call.scope).unit
    if given and unit >= 0:
        listed = [verb.upper() for verb in strings(keyword(call.args, "methods"))]
        function = view.declarations.units[unit].kind == "function"
        handlers = dict.fromkeys(listed or ["GET"], unit) if function or listed else methods(view, unit)
        for verb, handler in handlers.items():
            route = holes(text(view, given[0], call.scope))
            yield _endpoint(view, call.scope, call.line, verb, route, handler, call.receiver)


def _resource(view: View, call: Call) -> Iterator[Endpoint]:
    given = split(call.args)
    unit = view.resolve(given[0], call.scope).unit if given else -1
    for route in (a for a in given[1:] if a[:1] in "\"'" and unit >= 0):
        for verb, handler in methods(view, unit).items():
            yield _endpoint(view, call.scope, call.line, verb, holes(strings(route)[0]), handler, call.receiver)


def _mounted(view: View, call: Call) -> Iterator[Mount]:
    given = split(call.args)
    unit, group = variable_of(view, given[0].strip(), call.scope) if given else (-1, "")
    if unit >= 0:
        prefix = text(view, keyword(call.args, "url_prefix"), call.scope)
        within = call.receiver if view.variable(call.scope, call.receiver) is not None else ""
        yield Mount(
            unit=view.unit(call.scope),
            line=call.line,
            reader=_READER,
            prefix=prefix,
            target=unit,
            group=group,
            within=within,
        )


FRAMEWORK = Framework("flask", frozenset({"python"}), ("flask", "quart", "apiflask"), facts)
