"""The answer of a server to the introspection query, as the same values that its SDL would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from graphql import GraphQLError, parse_value

from skerry.formats import problems
from skerry.formats.graphql.parse import value
from skerry.formats.graphql.values import (
    Applied,
    Directive,
    EnumValue,
    Input,
    Kind,
    Listed,
    Named,
    Output,
    Required,
    Roots,
    Type,
    TypeRef,
    Value,
)
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_KINDS = {
    "SCALAR": Kind.SCALAR,
    "OBJECT": Kind.OBJECT,
    "INTERFACE": Kind.INTERFACE,
    "UNION": Kind.UNION,
    "ENUM": Kind.ENUM,
    "INPUT_OBJECT": Kind.INPUT,
}
_Json = Mapping[str, Any]


def introspected(data: bytes, path: str) -> list[Type | Directive | Roots] | Problem:
    """What an introspection result says; a problem where it is none."""
    try:
        found = msgspec.json.decode(data)
        schema = found.get("data", found)["__schema"]
        return list(_all(schema, Span(path)))
    except (msgspec.DecodeError, RecursionError) as error:
        return Problem(problems.SYNTAX, str(error), Span(path))
    except (KeyError, TypeError, AttributeError, ValueError, GraphQLError):
        what = "this is no answer to the introspection query"
        return Problem(
            problems.GRAPHQL_SYNTAX, what, Span(path), instead='It has `"__schema"` at its top or below `"data"`.'
        )


def _all(schema: _Json, span: Span) -> Iterator[Type | Directive | Roots]:
    keys = {"query": "queryType", "mutation": "mutationType", "subscription": "subscriptionType"}
    yield Roots({key: schema[of]["name"] for key, of in keys.items() if schema.get(of)}, span=span)
    yield from (_type(each, span) for each in schema["types"])
    for each in schema.get("directives") or ():
        inputs = _inputs(each.get("args"), span)
        repeatable = bool(each.get("isRepeatable"))
        yield Directive(
            each["name"], inputs, tuple(each["locations"]), repeatable, each.get("description") or "", (), span
        )


def _type(each: _Json, span: Span) -> Type:
    uses: tuple[Applied, ...] = (
        (Applied("specifiedBy", {"url": url}, span),) if (url := each.get("specifiedByURL")) else ()
    )
    uses += (Applied("oneOf", {}, span),) if each.get("isOneOf") else ()
    return Type(
        each["name"],
        _KINDS[each["kind"]],
        each.get("description") or "",
        tuple(of["name"] for of in each.get("interfaces") or ()),
        {of["name"]: _output(of, span) for of in each.get("fields") or ()},
        _inputs(each.get("inputFields"), span),
        {of["name"]: EnumValue(of["name"], of.get("description") or "", _uses(of, span), span) for of in each.get("enumValues") or ()},
        tuple(of["name"] for of in each.get("possibleTypes") or ()) if each["kind"] == "UNION" else (),
        uses,
        span,
    )  # fmt: skip


def _output(of: _Json, span: Span) -> Output:
    about = of.get("description") or ""
    return Output(of["name"], _reference(of["type"]), _inputs(of.get("args"), span), about, _uses(of, span), span)


def _inputs(found: list[_Json] | None, span: Span) -> dict[str, Input]:
    return {of["name"]: _input(of, span) for of in found or ()}


def _input(of: _Json, span: Span) -> Input:
    text = of.get("defaultValue")
    default: Value = value(parse_value(text)) if text is not None else None
    about = of.get("description") or ""
    return Input(of["name"], _reference(of["type"]), text is not None, default, about, _uses(of, span), span)


def _uses(of: _Json, span: Span) -> tuple[Applied, ...]:
    if not of.get("isDeprecated"):
        return ()
    reason = of.get("deprecationReason")
    return (Applied("deprecated", {"reason": reason} if reason else {}, span),)


def _reference(of: _Json) -> TypeRef:
    if of["kind"] == "LIST":
        return Listed(_reference(of["ofType"]))
    if of["kind"] == "NON_NULL":
        inner = _reference(of["ofType"])
        return inner if isinstance(inner, Required) else Required(inner)
    return Named(of["name"])
