"""Whether a value that an operation gives is one of a type (input coercion, section 3 of the specification)."""

from __future__ import annotations

from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Entries, Items, Kind, Listed, Number, Required, TypeRef, Value, Variable, Word

_DEEPEST = 100


def takes(schema: Schema, of: TypeRef, given: Value, depth: int = 0) -> bool:
    """Whether a literal is accepted; variables inside it count as accepted, and custom scalars accept everything."""
    if isinstance(given, Variable) or depth > _DEEPEST:
        return True
    if isinstance(of, Required):
        return given is not None and takes(schema, of.of, given, depth + 1)
    if given is None:
        return True
    if isinstance(of, Listed):
        items = given.of if isinstance(given, Items) else (given,)
        return all(takes(schema, of.of, each, depth + 1) for each in items)
    return _named(schema, of.name, given, depth)


def _named(schema: Schema, name: str, given: Value, depth: int) -> bool:
    match name:
        case "Int":
            return isinstance(given, Number) and given.whole and len(given.text) < 12 and abs(int(given.text)) < 2**31
        case "Float":
            return isinstance(given, Number)
        case "String":
            return isinstance(given, str)
        case "ID":
            return isinstance(given, str) or (isinstance(given, Number) and given.whole)
        case "Boolean":
            return isinstance(given, bool)
    found = schema.type(name)
    if found is None or found.kind is Kind.SCALAR:
        return True
    if found.kind is Kind.ENUM:
        return isinstance(given, Word) and given.name in found.values
    if found.kind is not Kind.INPUT or not isinstance(given, Entries):
        return False
    entries = dict(given.of)
    return (
        all(
            takes(schema, each.type, entries[key], depth + 1) if key in entries else not each.needed
            for key, each in found.inputs.items()
        )
        and not entries.keys() - found.inputs.keys()
    )
