"""The data of a context: entities, values, requests, events and states."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.system.names import TypeName
from skerry.model.terms.operations import Transition
from skerry.model.terms.types import Named, Type, Union, Wrapped


class Field(Placed, frozen=True):
    """A field of a type."""

    name: str
    type: Type
    span: Span = HERE


class TypeDef(Placed, frozen=True):
    """A type: a record of `fields`, another name for `alias`, or `states` with their transitions; else only its name is known."""

    name: TypeName
    fields: tuple[Field, ...] = ()
    alias: Type | None = None
    states: tuple[Transition, ...] = ()
    span: Span = HERE

    @property
    def spelled_out(self) -> bool:
        """False where the model names the type but does not say what it is."""
        return bool(self.fields or self.alias or self.states)

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((found for found in self.fields if found.name == name), None)

    def state_names(self) -> tuple[str, ...]:
        """All states, in the order in which they are first written."""
        names = (name for change in self.states for name in (*change.sources, change.target))
        return tuple(dict.fromkeys(names))


def references(of: Type | None) -> Iterator[Named]:
    """The named types inside a type."""
    if isinstance(of, Named):
        yield of
    elif isinstance(of, Union):
        for member in of.of:
            yield from references(member)
    elif isinstance(of, Wrapped):
        yield from references(of.of)
