"""What answers a field: an operation, the same way as it is answered over REST; a thing by its key; or what JSON says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLField, GraphQLObjectType, get_named_type

from skerry_runtime import spec
from skerry_runtime.faces.asking import Asking
from skerry_runtime.faces.graphql.context import Context, Info
from skerry_runtime.faces.graphql.pages import Edges, Window
from skerry_runtime.faces.graphql.problems import CODES, error, extensions, user_errors
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.binding import BODY
from skerry_runtime.service.routes import Routes, Served

Resolver = Callable[..., Awaitable[Any]]
_KEY, _VALUE = "idempotencyKey", "value"


def query(asking: Asking, routes: Routes, served: Served, resolved: spec.Resolved, field: GraphQLField) -> Resolver:
    """A field of Query: the value, or a connection of a list."""
    version, paged = served.route.version, "first" in field.args
    shaper = Edges(served.operation, served.route, served.shaper.kind, routes.versions)
    shown = replace(served, shaper=shaper) if paged else served

    async def resolve(_: Any, info: Info, **arguments: Any) -> Any:
        context: Context = info.context
        window = Window.of(arguments) if paged else None
        given = {resolved.arguments.get(name, name): value for name, value in arguments.items() if value is not None}
        given |= window.asked if window else {}
        answer = await asking.ask(
            served.operation.name, version, given, context.asking, context.deadline, context.identity, shown
        )
        if answer.status >= 400:
            raise error(answer)
        body = msgspec.json.decode(answer.body) if answer.body else None
        return window.connection(body) if window and body else body

    return resolve


def command(asking: Asking, _: Routes, served: Served, resolved: spec.Resolved, field: GraphQLField) -> Resolver:
    """A field of Mutation: a payload with the result, or with what a person has to know."""
    version, parameters = served.route.version, [each.name for each in served.route.parameters]
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    result = next((name for name in payload.fields if name != "userErrors"), "")
    known = {each.alias or name for name, each in served.taken.model_fields.items()} if served.taken else set()
    own_key = _KEY not in known and _KEY not in parameters

    async def resolve(_: Any, info: Info, **arguments: Any) -> Any:
        context: Context = info.context
        told = dict(arguments.get("input") or {})
        key = told.pop(_KEY, None) if own_key else None
        told = told if served.route.method == "PATCH" else _said(told)
        given: dict[str, Any] = {name: told[name] for name in parameters if name in told}
        if served.taken is not None:
            body = {name: value for name, value in told.items() if name in known}
            given[BODY] = told[_VALUE] if not body and _VALUE in told and _VALUE not in known else body
        headers = context.commanding(info, key, guarded=served.guarded)
        answer = await asking.ask(resolved.operation, version, given, headers, context.deadline, context.identity)
        if answer.status in CODES:
            context.problems.append({"path": info.path.as_list(), **extensions(answer)})
            return {"userErrors": user_errors(answer)}
        if answer.status >= 400:
            raise error(answer)
        made = msgspec.json.decode(answer.body) if answer.body else None
        return {
            "userErrors": [],
            **({result: made["items"] if served.route.listed and made else made} if result else {}),
        }

    return resolve


def link(target: str, key: str, field: str, *, own: bool) -> Callable[..., Any]:
    """A field that leads to a thing by its key: of this service it is read, of another one its key is all that is known."""

    def resolve(source: Mapping[str, Any], info: Info) -> Any:
        value = source.get(key)
        if value is None:
            return None
        return _thing(info.context, target, str(value)) if own else {field: value}

    return resolve


async def entities(_: Any, info: Info, representations: list[Any]) -> list[Any]:
    """`_entities`: things of this service by what a router knows of them; null for what there is not."""
    context: Context = info.context
    return list(await asyncio.gather(*(_entity(context, each) for each in representations)))


async def _entity(context: Context, said: Any) -> Any:
    kind = said.get("__typename") if isinstance(said, dict) else None
    if not isinstance(kind, str) or not context.batches.known(kind):
        return GraphQLError("a representation needs the `__typename` of a type with a key", extensions=_BAD)
    if not context.batches.has(kind):
        return _unread(kind)
    value = said.get(context.batches.key(kind))
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return GraphQLError(f"a representation of {kind} needs its {context.batches.key(kind)}", extensions=_BAD)
    try:
        found = await _thing(context, kind, str(value))
    except GraphQLError as problem:
        return problem
    return None if found is None else {"__typename": kind, **found}


_BAD = {"code": "BAD_REQUEST", "status": 400}


async def _thing(context: Context, kind: str, key: str) -> Any:
    if not context.batches.has(kind):
        raise _unread(kind)
    found = await context.batches.get(kind, key)
    if isinstance(found, Answer):
        raise error(found)
    return found


def _unread(kind: str) -> GraphQLError:
    said = f"no operation gives one {kind} by its key, so none is given here"
    return GraphQLError(said, extensions={"code": "FORBIDDEN", "status": 403})


def _said(value: Any) -> Any:
    """Without nulls: they say that a value is missing, which JSON says by leaving it out."""
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_said(each) for each in value]
    return value
