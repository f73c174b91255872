"""The face of an operation in Python: its name, its parameters with their types, what it gives."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.contracts.write.openapi.naming import lists, summary
from skerry.contracts.write.openapi.requests import pages
from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.code import Module, signature
from skerry.generate.service.naming import said, snake
from skerry.generate.service.shape import Kind, Shape, core, words
from skerry.model.system import Operation, TypeName
from skerry.model.terms.types import Basic, Named, Type

RUNTIME = "skerry_runtime"
_TYPES = {
    "text": ("", "str"), "email": ("", "str"), "url": ("", "str"), "int": ("", "int"), "number": ("", "float"), "bool": ("", "bool"),
    "bytes": ("", "bytes"), "json": ("", "object"), "uuid": ("uuid", "UUID"), "decimal": ("decimal", "Decimal"),
    "date": ("datetime", "date"), "time": ("datetime", "time"), "datetime": ("datetime", "datetime"),
    "duration": ("datetime", "timedelta"), "money": ("", "object"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """How operations of one service look in one module. `classes` says what its types are called there."""

    module: Module
    classes: Scope

    def head(self, shape: Shape) -> list[str]:
        """The lines of `async def`, without a body."""
        gives = self.gives(shape)
        return signature(f"async def {snake(shape.operation.name.operation)}", self.parameters(shape), f" -> {gives}:")

    def parameters(self, shape: Shape) -> list[str]:
        """`self`, those of the path, the request or the event, then those of the query by name."""
        found = ["self", *(f"{snake_parameter(each.name)}: {self.plain(each.type)}" for each in shape.path)]
        if shape.key and not shape.operation.route:
            found.append(f"{snake_parameter(shape.key)}: {self.module.use('uuid', 'UUID')}")
        if shape.operation.input:
            found.append(f"request: {self.named(shape.operation.input, incoming=True)}")
        elif shape.reaction:
            found.append(f"event: {self.event(shape.reaction.event)}")
        paged = pages(shape.operation)
        if shape.query or paged:
            found.append("*")
            found += [f"{snake_parameter(each.name)}: {self.plain(each.type)} | None = None" for each in shape.query]
        return [*found, "limit: int = 50", 'cursor: str = ""'] if paged else found

    def gives(self, shape: Shape) -> str:
        """The type of the answer."""
        output = shape.operation.output
        if output is None:
            return "None"
        inner = lists(output)
        if inner is None:
            return self.named(output, incoming=False)
        if pages(shape.operation):
            return f"{self.module.use(RUNTIME, 'Page')}[{self.named(inner, incoming=False)}]"
        return f"{self.module.use('collections.abc', 'Sequence')}[{self.named(inner, incoming=False)}]"

    def event(self, name: TypeName) -> str:
        """The class of an event that is heard."""
        return self.module.message(self.classes.of(name, incoming=True))

    def named(self, of: Type, *, incoming: bool) -> str:
        """The class of a type."""
        if isinstance(of, Named):
            return self.module.message(self.classes.of(name_of(of), incoming=incoming))
        return self.plain(of)

    def plain(self, of: Type) -> str:
        """A type that fits into an address."""
        of = core(of)
        if isinstance(of, Named):
            return self.named(of, incoming=False)
        if some := words(of):
            quoted = ", ".join(f'"{word}"' for word in some)
            return f"{self.module.use('typing', 'Literal')}[{quoted}]"
        module, name = _TYPES[of.name] if isinstance(of, Basic) else ("", "object")
        return self.module.use(module, name) if module else name


def about(shape: Shape) -> str:
    """What an operation does, in a sentence or two."""
    operation = shape.operation
    found = [
        operation.about or f"{summary(operation) if operation.route else said(operation.name.operation).capitalize()}."
    ]
    if operation.transitions:
        found.append("From " + ", or from ".join(_change(operation)) + ".")
    return " ".join(found)


def _change(operation: Operation) -> list[str]:
    return [f"{' or '.join(each.sources)} to {each.target}" for each in operation.transitions]


def snake_parameter(name: str) -> str:
    """A parameter as it is called in Python: as in the address, but for dots and words that Python keeps for itself."""
    return snake(name) if not name.isidentifier() or snake(name).endswith("_") else name


def paged(shape: Shape) -> bool:
    """Whether the answer comes in pages."""
    return shape.kind is Kind.PAGE and pages(shape.operation)
