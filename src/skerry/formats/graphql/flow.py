"""Which way the values of a type go: to the service, from it, or both."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind, named


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether a type is taken (arguments, input fields) and whether it is given (fields)."""

    taken: bool = False
    given: bool = False

    def __or__(self, other: Flow) -> Flow:
        return Flow(self.taken or other.taken, self.given or other.given)

    @property
    def both(self) -> tuple[bool, bool]:
        """Taken and given."""
        return self.taken, self.given


def flow(schema: Schema, name: str) -> Flow:
    """How a type is used by the fields, arguments and directives of its schema."""
    result = Flow()
    for owner in sorted(schema.mentions.get(name, ())):
        of = schema.type(owner)
        if of is None:
            continue
        given = any(named(field.type) == name for field in of.fields.values())
        arguments = (each for field in of.fields.values() for each in field.arguments.values())
        taken = any(named(each.type) == name for each in (*of.inputs.values(), *arguments))
        result |= Flow(taken, given)
    return result


def possible(schema: Schema, name: str) -> frozenset[str]:
    """The object types that may stand where a type is named (GetPossibleTypes in the specification)."""
    found = schema.type(name)
    if found is None:
        return frozenset()
    if found.kind is Kind.UNION:
        return frozenset(found.members)
    if found.kind is not Kind.INTERFACE:
        return frozenset((name,))
    behind = (each for other in schema.mentions.get(name, ()) if (each := schema.type(other)))
    return frozenset(each.name for each in behind if each.kind is Kind.OBJECT and name in each.interfaces)
