"""NestJS: controllers, resolvers, events, commands, queues, schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint, Event, Job
from skerry.read.declarations import type_names
from skerry.read.frameworks._values import created, methods, route, split, text
from skerry.read.frameworks._view import Framework, View, keyword
from skerry.read.outline import Mark, Scope

_VERBS = {name: name.upper() for name in ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options")} | {
    "All": "ANY",
    "Sse": "GET",
}
_GRAPHQL = {"Query": "QUERY", "Mutation": "MUTATION", "Subscription": "SUBSCRIPTION", "ResolveField": ""}
_HANDLES = frozenset({"EventPattern", "MessagePattern", "OnEvent", "RabbitSubscribe", "SubscribeMessage"})
_SCHEDULED = frozenset({"Cron", "Interval", "Timeout"})
_BUSES = re.compile(r"(?i)(event|command|query)_?bus$|Bus$")
_EMITTER = re.compile(r"(?i)emitter|ClientProxy|ClientKafka|ClientRMQ|ClientGrpc")
_ASKS = frozenset(
    {"CommandHandler", "QueryHandler", "MessagePattern", "execute", "send"}
)  # whoever asks these waits for the answer
_READER = "nest"


def facts(view: View) -> Iterator[AnyFact]:
    """What a file says in Nest's terms."""
    for i, scope in view.classes():
        marks = {mark.name.rpartition(".")[2]: mark for mark in scope.marks}
        if "Controller" in marks:
            yield from _controller(view, i, marks)
        if "Resolver" in marks:
            yield from _resolver(view, i)
        for name in ("EventsHandler", "CommandHandler", "QueryHandler"):
            if name in marks:
                yield from _handles(view, i, marks[name])
        for name in ("Processor", "Process"):
            if name in marks:
                yield from _queue(view, i, marks[name])
        yield from _methods(view, i)
    yield from _raised(view)


def _options(view: View, mark: Mark, scope: int, name: str) -> str:
    """An option of a decorator that takes a string, a list of them, or an object."""
    args = mark.args.strip()
    if args.startswith("{"):
        args = keyword(args[1:-1], name)
    elif name != "path":
        return ""
    return text(view, args.removeprefix("[").removesuffix("]").split(",")[0] if args.startswith("[") else args, scope)


def _version(view: View, marks: dict[str, Mark], scope: int) -> str:
    version = text(view, marks["Version"].args, scope) if "Version" in marks else ""
    return version or (_options(view, marks["Controller"], scope, "version") if "Controller" in marks else "")


def _controller(view: View, owner: int, marks: dict[str, Mark]) -> Iterator[Endpoint]:
    prefix, version = _options(view, marks["Controller"], owner, "path"), _version(view, marks, owner)
    for i, scope in methods(view, owner):
        own = {mark.name: mark for mark in scope.marks}
        v = _version(view, own, i) or version
        for mark in scope.marks:
            if mark.name in _VERBS:
                for path in _paths(view, mark, i):
                    at = route(f"v{v}" if v else "", prefix, path)
                    yield Endpoint(
                        unit=view.unit(i),
                        line=mark.line,
                        reader=_READER,
                        method=_VERBS[mark.name],
                        path=at,
                        name=scope.name,
                    )


def _paths(view: View, mark: Mark, scope: int) -> list[str]:
    args = mark.args.strip()
    listed = split(args[1:-1]) if args.startswith("[") else [args]
    return [text(view, each, scope) for each in listed] or [""]


def _resolver(view: View, owner: int) -> Iterator[Endpoint]:
    for i, scope in methods(view, owner):
        for mark in scope.marks:
            method = _GRAPHQL.get(mark.name, "")
            if method:
                name = keyword(mark.args, "name").strip("\"'`") or (
                    text(view, mark.args, i) if mark.args[:1] in "\"'`" else ""
                )
                yield Endpoint(
                    unit=view.unit(i),
                    line=mark.line,
                    reader=_READER,
                    method=method,
                    path=f"/{name or scope.name}",
                    name=scope.name,
                )


def _handles(view: View, owner: int, mark: Mark) -> Iterator[Event]:
    for name in type_names(mark.args):
        handler = next((i for i, s in methods(view, owner) if s.name in {"handle", "execute"}), owner)
        target = view.resolve(name, owner).unit
        yield Event(
            unit=view.unit(handler), line=view.scopes[handler].line, reader=_READER, name=name, direction="handle",
            target=target, kind=_kind(mark.name),
        )  # fmt: skip


def _kind(name: str) -> str:
    """What a decorator or a method is about: requests to one handler, or what anyone may hear of."""
    return "command" if name.rpartition(".")[2] in _ASKS else "event"


def _queue(view: View, owner: int, mark: Mark) -> Iterator[AnyFact]:
    name = _options(view, mark, owner, "path") or _options(view, mark, owner, "name")
    if not name:
        return
    runs = [i for i, s in methods(view, owner) if s.name == "process" or any(m.name == "Process" for m in s.marks)]
    for i in runs or [owner]:
        yield Job(unit=view.unit(i), line=view.scopes[i].line, reader=_READER, name=name)
        yield Event(unit=view.unit(i), line=view.scopes[i].line, reader=_READER, name=name, direction="handle")


def _methods(view: View, owner: int) -> Iterator[AnyFact]:
    for i, scope in methods(view, owner):
        for mark in scope.marks:
            if mark.name in _SCHEDULED:
                yield Job(
                    unit=view.unit(i),
                    line=mark.line,
                    reader=_READER,
                    name=scope.name,
                    schedule=_schedule(view, mark, i),
                )
            elif mark.name in _HANDLES:
                yield from _subscribed(view, i, mark)
            elif mark.name == "GrpcMethod":
                called = [text(view, part, i) for part in split(mark.args)]
                path = route(called[0] if called else "", called[1] if len(called) > 1 else scope.name)
                yield Endpoint(
                    unit=view.unit(i), line=mark.line, reader=_READER, method="GRPC", path=path, name=scope.name
                )


def _schedule(view: View, mark: Mark, scope: int) -> str:
    first = next(iter(split(mark.args)), "")
    return text(view, first, scope) or first


def _subscribed(view: View, scope: int, mark: Mark) -> Iterator[Event]:
    first = next(iter(split(mark.args)), "")
    if mark.name == "RabbitSubscribe":
        first = keyword(mark.args, "routingKey") or keyword(mark.args, "queue")
    name = text(view, first, scope) or _member_name(first)
    if name:
        target = _payload(view, scope, view.scopes[scope])
        yield Event(
            unit=view.unit(scope), line=mark.line, reader=_READER, name=name, direction="handle",
            target=target, kind=_kind(mark.name),
        )  # fmt: skip


def _member_name(expression: str) -> str:
    """`OrderPlaced.name` and `{ cmd: "sum" }` name an event too."""
    given = re.search(r"""["'`]([^"'`]+)["'`]""", expression)
    if given:
        return given.group(1)
    named = re.match(
        r"([A-Za-z_$][\w$]*)(?:\.(?:name|getName\(\)|eventName|type|TYPE|EVENT))?$|[\w$.]+\.([A-Z][\w$]*)$", expression
    )
    return named.group(1) or named.group(2) if named else ""


def _payload(view: View, scope: int, declared: Scope) -> int:
    """The class of a handler's first parameter."""
    first = next((v for v in view.fields(scope) if v.kind == "param" and v.type), None)
    return view.resolve_type(first.type, scope).unit if first is not None and declared.kind == "function" else -1


def _raised(view: View) -> Iterator[Event]:
    for call in view.calls_to(
        "emit", "emitAsync", "send", "publish", "publishAll", "execute", "apply", "add", "addBulk"
    ):
        given = split(call.args)
        if not given:
            continue
        type_ = view.type_of(call.receiver, call.scope) or call.receiver.rpartition(".")[2]
        name, target = "", -1
        if call.name in {"emit", "emitAsync", "send"} and _EMITTER.search(type_):
            name = text(view, given[0], call.scope) or _member_name(given[0])
            target = created(view, given[1], call.scope)[1].unit if len(given) > 1 else -1
        elif call.name in {"publish", "publishAll", "execute"} and _BUSES.search(type_):
            name, found = created(view, given[0].removeprefix("["), call.scope)
            target = found.unit
        elif call.name == "apply" and call.receiver == "this" and "new " in given[0]:
            name, found = created(view, given[0], call.scope)
            target = found.unit
        elif call.name in {"add", "addBulk"}:
            name = _queued(view, call.receiver, call.scope)
        if name:
            yield Event(
                unit=view.unit(call.scope), line=call.line, reader=_READER, name=name, direction="raise",
                target=target, kind=_kind(call.name),
            )  # fmt: skip


def _queued(view: View, receiver: str, scope: int) -> str:
    """The queue that a field was injected for."""
    owner = view.owner(scope)
    found = (
        view.declarations.field_of(owner, receiver.removeprefix("this."))
        if owner >= 0 and receiver.startswith("this.")
        else None
    )
    for mark in found.marks if found is not None else ():
        if mark.name == "InjectQueue":
            return text(view, mark.args, scope)
    return ""


FRAMEWORK = Framework("nest", frozenset({"typescript", "javascript"}), ("@nestjs/",), facts)
