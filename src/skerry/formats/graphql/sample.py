"""Small operations that reach a place of a schema: from a root type down to it, with all arguments that must be given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.usage import COMPOSITE
from skerry.formats.graphql.values import (
    Entries,
    Input,
    Items,
    Kind,
    Listed,
    Number,
    Output,
    Required,
    TypeRef,
    Value,
    Word,
    named,
    shown,
)

_FARTHEST = 400  # types that are looked at on the way
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A field that is selected, or a fragment on a type where `field` is None."""

    on: str
    field: Output | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How a type is reached: the kind of operation, and the steps from its root."""

    kind: str
    steps: tuple[Step, ...]

    def operation(self, schema: Schema, inner: str, variables: str = "") -> str:
        """The operation that selects `inner` at the end of the way."""
        text = inner
        for step in reversed(self.steps):
            head = f"{step.field.name}{given(schema, step.field)}" if step.field else f"... on {step.on}"
            text = f"{head} {{ {text} }}"
        return f"{self.kind}{f' W({variables})' if variables else ''} {{ {text} }}"

    @property
    def whole(self) -> bool:
        """True for an operation, which can declare variables; a fragment cannot."""
        return not self.kind.startswith("fragment")

    def answer(self, key: str, value: object) -> dict[str, object]:
        """The `data` that holds `value` under `key` at the end of the way."""
        data: object = {key: value}
        for step in reversed(self.steps):
            if step.field:
                data = {step.field.name: _listed(step.field.type, data)}
        return {"data": data}


def way(schema: Schema, target: str) -> Way | None:
    """The shortest way to a type that values are read of: from a root, else a fragment on the type itself."""
    waiting: deque[tuple[str, tuple[Step, ...]]] = deque([(target, ())])
    seen = {target}
    while waiting and len(seen) < _FARTHEST:
        name, steps = waiting.popleft()
        if kind := schema.root_of(name):
            return Way(kind, steps)
        for owner, step in _towards(schema, name):
            if owner not in seen:
                seen.add(owner)
                waiting.append((owner, (step, *steps)))
    of = schema.type(target)
    return Way(f"fragment W on {target}", ()) if of and of.kind in COMPOSITE else None


def _towards(schema: Schema, name: str) -> Iterator[tuple[str, Step]]:
    """The types from which one step leads to a type."""
    of = schema.type(name)
    for interface in of.interfaces if of else ():
        yield interface, Step(name)
    for owner in sorted(schema.mentions.get(name, ())):
        found = schema.type(owner)
        if found is None:
            continue
        if name in found.members:
            yield owner, Step(name)
        field = next((each for each in found.fields.values() if named(each.type) == name), None)
        if field:
            yield owner, Step(owner, field)


def given(schema: Schema, field: Output, chosen: Mapping[str, Value] | None = None) -> str:
    """The arguments that a field needs, and those that are chosen, as text."""
    values = {name: value(schema, each.type) for name, each in field.arguments.items() if each.needed} | dict(
        chosen or {}
    )
    return f"({', '.join(f'{name}: {shown(each)}' for name, each in values.items())})" if values else ""


def selection(schema: Schema, of: TypeRef) -> str:
    """What must follow a field of that type."""
    found = schema.type(named(of))
    return " { __typename }" if found is not None and found.kind in COMPOSITE else ""


def value(schema: Schema, of: TypeRef, depth: int = 0) -> Value:
    """A value of a type, as small as it can be."""
    if isinstance(of, Required):
        return value(schema, of.of, depth)
    if isinstance(of, Listed):
        return Items(()) if depth > _DEEPEST else Items((value(schema, of.of, depth + 1),))
    match of.name:
        case "Int" | "Float":
            return Number("1")
        case "Boolean":
            return True
        case "String" | "ID":
            return "x"
    found = schema.type(of.name)
    if found is not None and found.kind is Kind.ENUM and found.values:
        return Word(next(iter(found.values)))
    if found is not None and found.kind is Kind.INPUT and depth < _DEEPEST:
        return entries(schema, found.inputs.values(), None, depth)
    return "x"


def nulls(of: TypeRef) -> Iterator[Value]:
    """The values of a type that are null, or null somewhere in its lists."""
    if not isinstance(of, Required):
        yield None
    bare = of.of if isinstance(of, Required) else of
    if isinstance(bare, Listed):
        yield from (Items((each,)) for each in nulls(bare.of))


def entries(
    schema: Schema, inputs: Iterable[Input], chosen: Mapping[str, Value] | None = None, depth: int = 0
) -> Entries:
    """An input object with what it needs, and what is chosen."""
    needed = {each.name: value(schema, each.type, depth + 1) for each in inputs if each.needed}
    return Entries(tuple((needed | dict(chosen or {})).items()))


def _listed(of: TypeRef, data: object) -> object:
    bare = of.of if isinstance(of, Required) else of
    return [_listed(bare.of, data)] if isinstance(bare, Listed) else data
