"""Definitions that stand on the old schema and not on the new one: what a schema that extends or imports it would say.

For what no operation can speak of: a type that nothing uses yet, a directive for schemas, an interface that nobody implements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from skerry.contracts.change import Change
from skerry.contracts.diff.graphql.rules import directives, inputs, outputs
from skerry.contracts.diff.graphql.witness import argument_values
from skerry.formats.graphql.sample import given, selection
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind, Named, Output, Type, Variable

_INPUTS = frozenset((Kind.SCALAR, Kind.ENUM, Kind.INPUT))
_Try = Callable[[Change, Schema, Schema], Iterator[str]]


def definitions(change: Change, before: Schema, after: Schema) -> Iterator[str]:
    """Documents with definitions for a change."""
    find = _TRIES.get(change.rule.id)
    if find is not None:
        yield from find(change, before, after)


def _type(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    of = before.type(change.path)
    if of is not None:
        yield f"{'input' if of.kind in _INPUTS else 'type'} Witness {{ w: {of.name} }}"
        yield f"type Witness {{ w: {of.name} }}"
        yield _extension(of)


def _extension(of: Type) -> str:
    """Of the kind that the type was."""
    head = f"extend {of.kind} {of.name}"
    match of.kind:
        case Kind.SCALAR:
            return f"{head} @witness directive @witness on SCALAR"
        case Kind.UNION:
            return f"{head} = Witness type Witness {{ w: Int }}"
        case Kind.ENUM:
            return f"{head} {{ WITNESS }}"
        case _:
            return f"{head} {{ witness: Int }}"


def _interface(change: Change, _before: Schema, _after: Schema) -> Iterator[str]:
    """A field of the one type where an interface asks for the other."""
    outer, inner = change.details.get("interface"), change.details.get("member") or change.path.partition(".")[0]
    if outer:
        yield f"interface Witness {{ w: {outer} }} type Witnessed implements Witness {{ w: {inner} }}"


def _directive(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    definition = before.directive(change.path.partition("(")[0][1:])
    if definition is None:
        return
    holder = Output(definition.name, Named("Int"), definition.arguments)
    for chosen in argument_values(change, before, definition.arguments):
        use = f"@{definition.name}{given(before, holder, chosen)}"
        twice = f"{use} {use}" if definition.repeatable else use
        at = change.details.get("location")
        yield from (
            _PLACES[location].replace("@", twice, 1)
            for location in definition.locations
            if location in _PLACES and at in (None, location)
        )


_PLACES = {
    "SCHEMA": "extend schema @",
    "SCALAR": "scalar Witness @",
    "OBJECT": "type Witness @ { w: Int }",
    "FIELD_DEFINITION": "type Witness { w: Int @ }",
    "ARGUMENT_DEFINITION": "type Witness { w(x: Int @): Int }",
    "INTERFACE": "interface Witness @ { w: Int }",
    "UNION": "type Witnessed { w: Int } union Witness @ = Witnessed",
    "ENUM": "enum Witness @ { W }",
    "ENUM_VALUE": "enum Witness { W @ }",
    "INPUT_OBJECT": "input Witness @ { w: Int }",
    "INPUT_FIELD_DEFINITION": "input Witness { w: Int @ }",
}


def _argument(change: Change, before: Schema, _after: Schema) -> Iterator[str]:
    """A variable needs an operation; a schema without a root, of which this one is a part, gets one."""
    path, _, name = change.path.rstrip(":)").partition("(")
    owner, _, field_name = path.partition(".")
    of = before.type(owner)
    field = of.fields.get(field_name) if of else None
    argument = field.arguments.get(name) if field else None
    if before.roots.types.get("query") or field is None or argument is None:
        return
    text = field.name + given(before, field, {name: Variable("x")}) + selection(before, field.type)
    yield f"extend schema {{ query: Witness }} type Witness {{ w: {owner} }} query W($x: {argument.type}) {{ w {{ {text} }} }}"


_TRIES: dict[str, _Try] = {
    **{rule.id: _type for rule in (outputs.TYPE_REMOVED, outputs.KIND_CHANGED)},
    outputs.INTERFACE_REMOVED.id: _interface,
    **{rule.id: _directive for rule in (*inputs.DIRECTIVE.rules, directives.REMOVED, directives.LOCATION_REMOVED)},
    directives.REPEATABLE_REMOVED.id: _directive,
    **{rule.id: _argument for rule in inputs.ARGUMENT.rules},
}  # fmt: skip
