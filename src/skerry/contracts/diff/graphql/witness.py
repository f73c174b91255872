"""What may show a break: an operation that the old schema accepts and the new one refuses, or an answer that only the new one gives.

It is made for the change and held against it like the operation of any consumer; the reference implementation has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from skerry.contracts.change import Change, Level
from skerry.contracts.diff.graphql.consumers import judged
from skerry.contracts.diff.graphql.rules import directives, inputs, outputs
from skerry.formats.graphql.coerce import takes
from skerry.formats.graphql.flow import possible
from skerry.formats.graphql.operations import executable
from skerry.formats.graphql.sample import Way, entries, given, nulls, selection, value, way
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.usage import usage
from skerry.formats.graphql.values import (
    Input,
    Kind,
    Listed,
    Named,
    Output,
    Required,
    Type,
    TypeRef,
    Value,
    Variable,
    Word,
    named,
    shown,
)

LONGEST = 2_000
_BY_THEIR_FORM = (outputs.KIND_CHANGED, outputs.FIELD_CHANGED)  # break readers too whose operations are still accepted
_Try = Callable[[Change, Schema, Schema], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may show a break: a document, a value (`Type: value`) or an answer, and the side that accepts it."""

    payload: Any
    accepted: str = "before"
    because: str = ""


def candidates(change: Change, before: Schema, after: Schema) -> Iterator[Candidate]:
    """What consumers would send or be sent first, then what only a schema that stands on this one would say."""
    if change.rule in (outputs.FIELD_WIDENED, outputs.FIELD_CHANGED):
        yield from _answer(change, before, after)
    for text in _TRIES.get(change.rule.id, _nothing)(change, before, after):
        if len(text) <= LONGEST and _breaks(change, text, before, after):
            yield Candidate(text)
    yield from _by_value(change, before, after)


def _breaks(change: Change, text: str, before: Schema, after: Schema) -> bool:
    """Whether an operation is broken, as that of any consumer would be."""
    document = executable((text,), "witness")
    known = usage(before, document)
    if known.problems:
        return False
    if change.rule in _BY_THEIR_FORM and not usage(after, document).problems:
        return False
    met = judged(replace(change, consumers=()), after, {"witness": known})
    return met.level is Level.BREAKING and any(each.level is Level.BREAKING for each in met.consumers)


def _by_value(change: Change, before: Schema, after: Schema) -> Iterator[Candidate]:
    """For an input type or an enum that no operation takes: a value that only the old one accepts."""
    owner = change.path.partition(".")[0]
    if change.rule not in (*inputs.FIELD.rules, inputs.ONE_OF_ADDED, outputs.VALUE_REMOVED, outputs.IN_VALUE_REMOVED):
        return
    for each in _values(change, before):
        if takes(before, Named(owner), each) and not takes(after, Named(owner), each):
            yield Candidate(f"{owner}: {shown(each)}")


def _values(change: Change, before: Schema) -> Iterator[Value]:
    owner, _, name = change.path.partition(".")
    of = before.type(owner)
    if of is None:
        return
    if of.kind is Kind.ENUM:
        yield Word(name)
        return
    yield entries(before, of.inputs.values())
    if name in of.inputs:
        yield entries(before, of.inputs.values(), {name: value(before, of.inputs[name].type)})
        yield from (entries(before, of.inputs.values(), {name: each}) for each in nulls(of.inputs[name].type))


def _nothing(_change: Change, _before: Schema, _after: Schema) -> Iterator[str]:
    yield from ()


def _answer(change: Change, before: Schema, after: Schema) -> Iterator[Candidate]:
    """An answer that the new schema may give, and that the old one rules out."""
    owner, field = _field(before, change.path)
    now = _field(after, change.path)[1]
    to = way(after, owner)
    if field is None or now is None or to is None:
        return
    sample = _unlike(before, after, field.type, now.type)
    if sample is None:
        return
    payload = {
        "operation": to.operation(after, now.name + given(after, now) + selection(after, now.type)),
        **to.answer(now.name, sample[0]),
    }
    yield Candidate(payload, "after", f"{change.path} was {field.type}")


def _unlike(before: Schema, after: Schema, was: TypeRef, now: TypeRef) -> tuple[object] | None:
    """A JSON value of a type that is none of the other; in a tuple, since it may be null."""
    if isinstance(was, Required) and not isinstance(now, Required):
        return (None,)
    was, now = (each.of if isinstance(each, Required) else each for each in (was, now))
    if isinstance(was, Listed) and isinstance(now, Listed):
        inner = _unlike(before, after, was.of, now.of)
        return ([inner[0]],) if inner else None
    if isinstance(now, Listed):
        return ([],) if _json(before, named(was)) != "any" else None
    old, new = _json(before, named(was)) if isinstance(was, Named) else "list", _json(after, named(now))
    if old == new == "object" and possible(after, named(now)) - possible(before, named(was)):
        return ({"__typename": min(possible(after, named(now)) - possible(before, named(was)))},)
    if "any" in (old, new) or old == new or (old == "float" and new == "int"):
        return None
    return (
        {"int": 1, "float": 1.5, "bool": True, "text": _text(after, named(now)), "object": _object(after, named(now))}[
            new
        ],
    )


def _text(schema: Schema, name: str) -> str:
    of = schema.type(name)
    return next(iter(of.values), "x") if of and of.kind is Kind.ENUM else "x"


def _object(schema: Schema, name: str) -> dict[str, str]:
    return {"__typename": min(possible(schema, name), default=name)}


def _json(schema: Schema, name: str) -> str:
    """The JSON that a type is written as; a custom scalar may be anything."""
    plain = {"Int": "int", "Float": "float", "Boolean": "bool", "String": "text", "ID": "text"}
    found = schema.type(name)
    if name in plain or found is None or found.kind is Kind.SCALAR:
        return plain.get(name, "any")
    return "text" if found.kind is Kind.ENUM else "object"


def _field(schema: Schema, path: str) -> tuple[str, Output | None]:
    owner, _, name = path.partition("(")[0].partition(".")
    of = schema.type(owner)
    return owner, of.fields.get(name) if of else None


def _selects(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    owner, field = _field(before, change.path)
    to = way(before, owner)
    if field and to:
        yield to.operation(before, field.name + given(before, field) + selection(before, field.type))


def _argument(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    owner, field = _field(before, change.path)
    name = change.path.rpartition("(")[2].rstrip(":)")
    to = way(before, owner)
    if field is None or to is None:
        return
    yield to.operation(before, field.name + given(before, field) + selection(before, field.type))
    argument = field.arguments.get(name)
    yield from _with(before, to, field, argument) if argument else ()


def _with(schema: Schema, to: Way, field: Output, argument: Input) -> Iterator[str]:
    """The field with the argument as a literal, as null, and as a variable."""
    below = selection(schema, field.type)
    given_values: list[Value] = [value(schema, argument.type), *nulls(argument.type)]
    for each in given_values:
        yield to.operation(schema, field.name + given(schema, field, {argument.name: each}) + below)
    if to.whole:
        text = field.name + given(schema, field, {argument.name: Variable("x")}) + below
        yield to.operation(schema, text, f"$x: {argument.type}")


def _entry(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    owner, _, name = change.path.partition(".")
    of = before.type(owner)
    each = of.inputs.get(name) if of else None
    for given_object in _values(change, before):
        yield from _taking(before, owner, given_object)
    if of and each:
        text = entries(before, of.inputs.values(), {name: Variable("x")})
        yield from _taking(before, owner, text, f"$x: {each.type}")


def _taking(schema: Schema, name: str, what: Value, variables: str = "", depth: int = 0) -> Iterator[str]:
    """Operations that give a value of an input type, or of an enum, to the first argument that takes it, however deep."""
    for owner in sorted(schema.mentions.get(name, ())):
        of = schema.type(owner)
        if of is None:
            continue
        for field in of.fields.values():
            argument = next((each for each in field.arguments.values() if named(each.type) == name), None)
            to = way(schema, owner) if argument else None
            if argument and to and (to.whole or not variables):
                text = field.name + given(schema, field, {argument.name: what}) + selection(schema, field.type)
                yield to.operation(schema, text, variables)
                return
        holder = next((each for each in of.inputs.values() if named(each.type) == name), None)
        if holder and depth < 5 and owner != name:
            yield from _taking(
                schema, owner, entries(schema, of.inputs.values(), {holder.name: what}), variables, depth + 1
            )


def _one_of(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    of = before.type(change.path)
    if of:
        yield from _taking(before, of.name, entries(before, of.inputs.values()))
        every = {name: value(before, each.type) for name, each in of.inputs.items()}
        yield from _taking(before, of.name, entries(before, (), every))


def _value(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    owner, _, name = change.path.partition(".")
    yield from _taking(before, owner, Word(name))


def _type(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    of: Type | None = before.type(change.path)
    if of is None:
        return
    if of.kind in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION):
        if to := way(before, of.name):
            first = next(iter(of.fields.values()), None)
            inner = first.name + given(before, first) + selection(before, first.type) if first else "__typename"
            yield to.operation(before, f"... on {of.name} {{ {inner} }}")
    else:
        sample = value(before, Named(of.name))
        yield from _taking(before, of.name, Variable("x"), f"$x: {of.name} = {shown(sample)}")
        yield from _taking(before, of.name, Variable("x"), f"$x: {of.name}!")


def _abstract(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    outer, inner = str(change.details.get("interface") or change.path), str(change.details.get("member") or change.path)
    if to := way(before, outer):
        yield to.operation(before, f"... on {inner} {{ __typename }}")


def _directive(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    definition = before.directive(change.path.partition("(")[0][1:])
    root = before.roots.types.get("query", "")
    some_type = root or next(
        (name for name in before.types if (of := before.type(name)) and of.kind is Kind.OBJECT), ""
    )
    if definition is None or not some_type:
        return
    holder = Output(definition.name, Named("Int"), definition.arguments)
    for chosen in argument_values(change, before, definition.arguments):
        use = f"@{definition.name}{given(before, holder, chosen)}"
        twice = f"{use} {use}" if definition.repeatable else use
        at = change.details.get("location")
        for location, text in _at(twice, root, some_type):
            if at in (None, location) and location in definition.locations:
                yield text


def argument_values(change: Change, before: Schema, arguments: Mapping[str, Input]) -> Iterator[dict[str, Value]]:
    """What may be given for the argument that a change is about: nothing, a value, null."""
    name = change.path.rpartition("(")[2].rstrip(":)") if "(" in change.path else ""
    argument = arguments.get(name)
    yield {}
    if argument:
        yield from ({name: each} for each in (value(before, argument.type), *nulls(argument.type)))


def _at(use: str, root: str, some_type: str) -> Iterator[tuple[str, str]]:
    """Where a directive may stand in an operation, and one that has it there."""
    yield "FIELD", f"query {{ __typename {use} }}" if root else f"fragment W on {some_type} {{ __typename {use} }}"
    yield "INLINE_FRAGMENT", f"fragment W on {some_type} {{ ... on {some_type} {use} {{ __typename }} }}"
    yield "FRAGMENT_DEFINITION", f"fragment W on {some_type} {use} {{ __typename }}"
    if root:
        yield "QUERY", f"query {use} {{ __typename }}"
        yield "FRAGMENT_SPREAD", f"query {{ ...W {use} }} fragment W on {root} {{ __typename }}"
        yield "VARIABLE_DEFINITION", f"query W($x: Boolean! {use}) {{ __typename @include(if: $x) }}"


_TRIES: dict[str, _Try] = {
    **{rule.id: _selects for rule in (outputs.FIELD_REMOVED, outputs.FIELD_CHANGED)},
    **{rule.id: _type for rule in (outputs.TYPE_REMOVED, outputs.KIND_CHANGED, outputs.ROOT_REMOVED, outputs.ROOT_CHANGED)},
    **{rule.id: _abstract for rule in (outputs.INTERFACE_REMOVED, outputs.MEMBER_REMOVED)},
    **{rule.id: _value for rule in (outputs.VALUE_REMOVED, outputs.IN_VALUE_REMOVED)},
    **{rule.id: _directive for rule in inputs.DIRECTIVE.rules},
    **{rule.id: _directive for rule in (directives.REMOVED, directives.LOCATION_REMOVED, directives.REPEATABLE_REMOVED)},
    **{rule.id: _argument for rule in inputs.ARGUMENT.rules},
    **{rule.id: _entry for rule in inputs.FIELD.rules},
    inputs.ONE_OF_ADDED.id: _one_of,
}  # fmt: skip
