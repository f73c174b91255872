"""Express, Fastify, Koa, Hono and routes by file (Next.js, Medusa): endpoints and mounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skerry.facts.kinds import AnyFact, Endpoint, Mount
from skerry.read.frameworks._values import handler, inline, member, route, split, text
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Call, Import

_VERBS = {v: v.upper() for v in ("get", "post", "put", "patch", "delete", "options", "head")} | {
    "all": "ANY",
    "del": "DELETE",
}
_ROUTER = re.compile(r"(?i)^(app|api|server|fastify|instance)$|router?s?$")
_MADE = re.compile(
    r"\b(?:express|fastify|Fastify|Router|Hono|Koa|restify\.createServer|OpenAPIHono|polka)\s*(?:<[^>]*>)?\(|\.Router\("
)
_TYPES = re.compile(r"\b(Express|Router|IRouter|Application|FastifyInstance|Hono|KoaRouter)\b")
_CHAINED = re.compile(r"^(.*?)\.route\(\s*(.*?)\s*\)(?:\.\w+\(|$)", re.DOTALL)
_FILE_ROUTE = re.compile(r"(?:^|/)(?:(?:src/)?(app)|(?:src/)?(?:modules/[^/]+/)?(api))/(.*?)/?route\.[jt]sx?$")
_PAGE_ROUTE = re.compile(r"(?:^|/)pages/(api/.*)\.[jt]sx?$")
_REQUIRED = re.compile(r"require\(\s*['\"]([^'\"]+)['\"]\s*\)")
_READER = "express"


def facts(view: View) -> Iterator[AnyFact]:
    """Routes that a file declares, by calls or by where it stands."""
    yield from _by_file(view)
    for call in view.calls_to(*_VERBS):
        yield from _route(view, call)
    for call in view.calls_to("use", "register", "routes", "route"):
        yield from _mount(view, call)


def _is_router(view: View, receiver: str, scope: int) -> bool:
    found = view.variable(scope, receiver)
    if found is not None and (found.type or found.value):
        return bool(_TYPES.search(found.type) or (not found.type and _MADE.search(found.value)))
    return bool(_ROUTER.search(receiver.rpartition(".")[2]))


def _route(view: View, call: Call) -> Iterator[Endpoint]:
    given = split(call.args)
    chained = _CHAINED.match(call.receiver)
    if chained:
        receiver, path = chained.group(1), text(view, chained.group(2), call.scope)
    else:
        receiver, path, given = call.receiver, text(view, given[0], call.scope) if given else "", given[1:]
    rooted = path.startswith(("/", "*", ":")) or bool(chained and not path)
    if not given or not rooted or not _is_router(view, receiver, call.scope):
        return
    unit = inline(view, f"{call.name} {first_string(call.args)}", call.scope, call.line)
    unit = unit if unit >= 0 else _last_handler(view, given, call.scope)
    at = route(_local_prefix(view, receiver, call.scope), path)
    here = view.unit(call.scope)
    yield Endpoint(
        unit=unit if unit >= 0 else here, line=call.line, reader=_READER, method=_VERBS[call.name], path=at, at=here
    )


def _last_handler(view: View, given: list[str], scope: int) -> int:
    for expression in reversed(given):
        if "=>" not in expression and "function" not in expression:
            unit = handler(view, expression, scope)
            if unit >= 0:
                return unit
    return -1


def _local_prefix(view: View, receiver: str, scope: int) -> str:
    """Where a router made in this file is mounted in this file."""
    for call in view.calls_to("use"):
        given = split(call.args)
        if len(given) > 1 and given[-1] == receiver and call.receiver != receiver:
            return route(_local_prefix(view, call.receiver, scope), text(view, given[0], call.scope))
    return ""


def _mount(view: View, call: Call) -> Iterator[AnyFact]:
    given = split(call.args)
    if not given or not _is_router(view, call.receiver, call.scope):
        return
    if call.name == "route" and given[0].startswith("{"):
        yield from _described(view, call)
        return
    if call.name == "register":
        prefix, plugins = text(view, keyword(call.args, "prefix"), call.scope), given[:1]
    else:
        path = text(view, given[0], call.scope)
        prefix, plugins = (path, given[1:]) if path.startswith("/") else ("", given)
    for plugin in plugins:
        target = _module(view, plugin, call.scope)
        if target >= 0 and target != view.unit(-1) and (prefix.strip("/") or call.name == "register"):
            at = route(_local_prefix(view, call.receiver, call.scope), prefix)
            yield Mount(unit=view.unit(call.scope), line=call.line, reader=_READER, prefix=at, target=target)


def _module(view: View, expression: str, scope: int) -> int:
    """The unit that declares a router's routes: a function, a class, or the file that exports the router."""
    name = re.match(r"(?:new\s+)?([A-Za-z_$][\w$.]*)", expression)
    required = _REQUIRED.match(expression)
    if required:
        items: Sequence[Import] = [item for item in view.head.imports if item.module == required.group(1)]
    elif name:
        unit = member(view, name.group(1), scope)
        if unit >= 0:
            return unit
        items = view.declarations.imports_of(view.file, name.group(1).partition(".")[0])
    else:
        items = []
    for item in items:
        for path in view.declarations.targets(view.file, item):
            return view.declarations.files[view.declarations.by_path[path]].first
    return -1


def _described(view: View, call: Call) -> Iterator[Endpoint]:
    """Fastify's `route({ method, url, handler })`."""
    url = text(view, keyword(call.args, "url") or keyword(call.args, "path"), call.scope)
    if not url.startswith("/"):
        return
    verbs = re.findall(r"['\"](\w+)['\"]", keyword(call.args, "method")) or ["ANY"]
    unit = handler(view, keyword(call.args, "handler"), call.scope)
    here = view.unit(call.scope)
    for verb in verbs:
        yield Endpoint(
            unit=unit if unit >= 0 else here,
            line=call.line,
            reader=_READER,
            method=verb.upper(),
            path=route(url),
            at=here,
        )


def _by_file(view: View) -> Iterator[Endpoint]:
    """A file that exports `GET`, `POST` …, or stands under `pages/api`, is a route by its path."""
    found = _FILE_ROUTE.search(view.path)
    page = _PAGE_ROUTE.search(view.path)
    for i, scope in enumerate(view.scopes):
        if scope.parent < 0 and scope.kind == "function":
            if found and scope.name.lower() in _VERBS and scope.name.isupper():
                path = _brackets(found.group(3))
                yield Endpoint(unit=view.unit(i), line=scope.line, reader=_READER, method=scope.name, path=path)
            elif page and scope.name in {"default", "handler"}:
                path = _brackets(page.group(1).removesuffix("/index"))
                yield Endpoint(unit=view.unit(i), line=scope.line, reader=_READER, method="ANY", path=path)


def _brackets(path: str) -> str:
    kept = [part for part in path.split("/") if not re.fullmatch(r"\(.*\)|@.*", part)]
    return route(re.sub(r"\[+(?:\.\.\.)?(\w+)\]+", r"{\1}", "/".join(kept)))


FRAMEWORK = Framework("express", frozenset({"typescript", "javascript"}), (), facts)
