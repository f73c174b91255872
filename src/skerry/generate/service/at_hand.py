"""What is at hand in the method of an operation: what came in, the repositories, and how a record is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.code import Module
from skerry.generate.service.derive import Derivation, Side, Source
from skerry.generate.service.face import Face, snake_parameter
from skerry.generate.service.naming import many, method, snake
from skerry.generate.service.shape import Shape, Shapes, core
from skerry.model.system import TypeDef, TypeName
from skerry.model.terms.operations import Transition
from skerry.model.terms.types import Basic, Named, Type


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A field of what an operation makes that nothing in the model says anything about."""

    operation: str
    target: str
    fields: tuple[str, ...]
    decided: str = "`behaviour.py`"


def undecided(fields: Sequence[str], where: str) -> str:
    """The comment that asks for a decision, in a method."""
    return f"        # nothing in the model says {_and(fields)}: decide it in {where}"


class AtHand:
    """For all methods of one module. `unsaid` grows by what a person has to decide."""

    def __init__(self, shapes: Shapes, classes: Scope, module: Module) -> None:
        self.shapes, self.classes, self.module = shapes, classes, module
        self.face, self.side = Face(module, classes), Side(classes, module.message)
        self.repositories = _repositories(shapes)
        self.unsaid: list[Unsaid] = []

    def given(self, shape: Shape) -> Iterator[Source]:
        """What comes in: the request, or the event that is heard."""
        taken = self.definition(shape.operation.input)
        if taken and taken.fields:
            yield Source("request", taken, incoming=True)
        elif shape.reaction and not shape.operation.input:
            event = self.shapes.system.types.get(shape.reaction.event)
            if event:
                yield Source("event", event, incoming=True)

    def derivation(self, shape: Shape, sources: tuple[Source, ...], *, new: bool = True) -> Derivation:
        """A record that is made of these sources and of what the path says; `new` ones get a key and a first state."""
        parameters: dict[str, tuple[str, Type]] = {}
        for each in shape.path:
            if each.field:
                parameters[each.field] = (snake_parameter(each.name), each.type)
        return Derivation(self.module, self.shapes, self.side, sources, parameters, self.repositories, new=new)

    def marked(self, shape: Shape, target: TypeDef, unsaid: list[str]) -> Iterator[str]:
        """A comment that asks for a decision."""
        if unsaid:
            self.unsaid.append(Unsaid(str(shape.operation.name), target.name.name, tuple(unsaid)))
            yield undecided(unsaid, self.unsaid[-1].decided)

    def definition(self, of: Type | None) -> TypeDef | None:
        """The type that a name stands for."""
        return self.shapes.system.types.get(name_of(of)) if isinstance(of, Named) else None

    def entity(self, shape: Shape) -> TypeDef:
        """What an operation is about."""
        assert shape.entity is not None
        return shape.entity

    def repository(self, shape: Shape) -> str:
        """The attribute that stores it."""
        return self.repositories[self.entity(shape).name]

    def choice(self, shape: Shape) -> tuple[Transition, Transition] | None:
        """Two transitions between which a flag of the request decides: `accepted: bool`."""
        taken = self.definition(shape.operation.input)
        if taken is None or len(shape.operation.transitions) != 2:
            return None
        for at, each in enumerate(shape.operation.transitions):
            field = taken.field(each.target)
            if field and core(field.type) == Basic("bool"):
                return each, shape.operation.transitions[1 - at]
        return None


def _repositories(shapes: Shapes) -> dict[TypeName, str]:
    """What the repository of each entity is called: `orders`, or `order_repository` where an operation has that name."""
    taken = {method(shape.operation.name.operation) for shape in shapes.all} | {"work", "call", "clients"}
    return {
        name: plain if (plain := many(name.name)) not in taken else f"{snake(name.name)}_repository"
        for name in shapes.entities
    }


def _and(names: Sequence[str]) -> str:
    *before, last = (f"`{name}`" for name in names)
    return f"{', '.join(before)} and {last}" if before else last
