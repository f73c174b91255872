"""FastAPI and Starlette: routes on applications and routers, routers in routers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint, Mount
from skerry.read.frameworks._paths import path as tidy
from skerry.read.frameworks._python_views import variable_of
from skerry.read.frameworks._values import imports, split, text
from skerry.read.frameworks._view import Framework, View, keyword, strings
from skerry.read.outline import Call

_VERBS = frozenset(["get", "post", "put", "patch", "delete", "head", "options", "api_route", "websocket", "route"])
_MADE = re.compile(r"(?:[\w.]+\.)?(FastAPI|APIRouter|Starlette|Router|NinjaAPI|\w*Router)\(")
_READER = "fastapi"


def facts(view: View) -> Iterator[AnyFact]:
    """Endpoints and mounts of one file."""
    if not imports(view, "fastapi", "starlette", "ninja"):
        return
    for i, scope in enumerate(view.scopes):
        for mark in scope.marks:
            receiver, _, verb = mark.name.rpartition(".")
            if receiver and verb in _VERBS and _collects(view, receiver, i):
                given = split(mark.args)
                said = keyword(mark.args, "path") or (given[0] if given and "=" not in given[0].split("(")[0] else "")
                for method in _methods(verb, mark.args):
                    yield Endpoint(
                        unit=view.unit(i), line=scope.line, reader=_READER, method=method,
                        path=_route(_prefix(view, receiver, i), text(view, said, i)), at=view.unit(-1), group=receiver,
                    )  # fmt: skip
    for call in view.calls_to("include_router", "mount", "add_router"):
        yield from _mounted(view, call)
    for call in view.calls_to("add_api_route", "Route"):
        yield from _added(view, call)


def _collects(view: View, receiver: str, scope: int) -> bool:
    variable = view.variable(scope, receiver)
    if variable is not None and _MADE.search(variable.value):
        return True
    return receiver in {"app", "router", "api"} or "router" in receiver


def _methods(verb: str, args: str) -> list[str]:
    if verb in {"api_route", "route"}:
        return [name.upper() for name in strings(keyword(args, "methods"))] or ["GET"]
    return ["WEBSOCKET" if verb == "websocket" else verb.upper()]


def _prefix(view: View, receiver: str, scope: int) -> str:
    variable = view.variable(scope, receiver)
    if variable is None:
        return ""
    said = keyword(variable.value[variable.value.find("(") + 1 :], "prefix")
    return text(view, said, scope) if said else ""


def _route(*parts: str) -> str:
    """Joined, with the slash at the end that the last part has: the two are different routes."""
    joined = tidy(*parts)
    return joined + "/" if parts[-1].endswith("/") and joined != "/" else joined


def _mounted(view: View, call: Call) -> Iterator[Mount]:
    given = split(call.args)
    if call.name in {"mount", "add_router"} and len(given) > 1:
        prefix, served = text(view, given[0], call.scope), given[1]
    else:
        prefix, served = text(view, keyword(call.args, "prefix"), call.scope), given[0] if given else ""
    served = served.removeprefix("router=").strip()
    unit, group = variable_of(view, served, call.scope)
    if unit < 0:
        unit, group = view.resolve(served, call.scope).unit, ""
    if unit >= 0:
        local = view.variable(call.scope, call.receiver)
        inner = _prefix(view, call.receiver, call.scope)
        yield Mount(
            unit=view.unit(call.scope), line=call.line, reader=_READER, prefix=_route(inner, prefix), target=unit,
            group=group, within=call.receiver if local is not None else "",
        )  # fmt: skip


def _added(view: View, call: Call) -> Iterator[Endpoint]:
    given = split(call.args)
    unit = view.resolve(given[1].removeprefix("endpoint=").strip(), call.scope).unit if len(given) > 1 else -1
    if unit >= 0:
        for method in _methods("route", call.args):
            yield Endpoint(
                unit=unit, line=call.line, reader=_READER, method=method, at=view.unit(-1), group=call.receiver,
                path=_route(_prefix(view, call.receiver, call.scope), text(view, given[0], call.scope)),
            )  # fmt: skip


FRAMEWORK = Framework("fastapi", frozenset({"python"}), ("fastapi", "starlette", "ninja"), facts)
