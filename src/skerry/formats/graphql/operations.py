"""Executable documents: the operations and fragments of a consumer, as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import graphql.language as ast

from skerry.formats.graphql.parse import Place, arguments, document, reference, value
from skerry.formats.graphql.values import NOWHERE, Applied, TypeRef, Value
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field that is selected, with what is selected of it."""

    name: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    directives: tuple[Applied, ...] = ()
    selections: tuple[Selection, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment that is used by its name."""

    name: str
    directives: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class Inline:
    """A fragment that stands where it is used; `on` is '' where it has no type condition."""

    on: str
    directives: tuple[Applied, ...] = ()
    selections: tuple[Selection, ...] = ()


Selection = Chosen | Spread | Inline


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable of an operation."""

    name: str
    type: TypeRef
    has_default: bool = False
    default: Value = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, mutation or subscription."""

    kind: str
    name: str
    variables: Mapping[str, Declared] = field(default_factory=dict)
    directives: tuple[Applied, ...] = ()
    selections: tuple[Selection, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Executable:
    """The operations of a consumer, and the fragments they share."""

    operations: tuple[Operation, ...] = ()
    fragments: Mapping[str, Inline] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def executable(texts: Iterable[str], label: str) -> Executable:
    """The operations of some texts; `label` is what problems call them."""
    operations: list[Operation] = []
    fragments: dict[str, Inline] = {}
    problems: list[Problem] = []
    for text in texts:
        place = Place(label)
        tree = document(text, place, problems.append)
        for node in tree.definitions if tree else ():
            if isinstance(node, ast.OperationDefinitionNode):
                operations.append(_operation(node, place))
            elif isinstance(node, ast.FragmentDefinitionNode):
                selections = tuple(_selections(node.selection_set, place))
                fragments[node.name.value] = Inline(node.type_condition.name.value, _uses(node, place), selections)
    return Executable(tuple(operations), fragments, tuple(problems))


def _operation(node: ast.OperationDefinitionNode, place: Place) -> Operation:
    variables = {each.variable.name.value: _declared(each) for each in node.variable_definitions or ()}
    name = node.name.value if node.name else ""
    selections = tuple(_selections(node.selection_set, place))
    return Operation(node.operation.value, name, variables, _uses(node, place), selections, place.span(node))


def _declared(node: ast.VariableDefinitionNode) -> Declared:
    default = node.default_value
    of = value(default) if default is not None else None
    return Declared(node.variable.name.value, reference(node.type), default is not None, of)


def _selections(node: ast.SelectionSetNode | None, place: Place) -> Iterator[Selection]:
    for each in node.selections if node else ():
        if isinstance(each, ast.FieldNode):
            below = tuple(_selections(each.selection_set, place))
            yield Chosen(each.name.value, arguments(each), _uses(each, place), below, place.span(each))
        elif isinstance(each, ast.FragmentSpreadNode):
            yield Spread(each.name.value, _uses(each, place))
        elif isinstance(each, ast.InlineFragmentNode):
            on = each.type_condition.name.value if each.type_condition else ""
            yield Inline(on, _uses(each, place), tuple(_selections(each.selection_set, place)))


def _uses(node: ast.Node, place: Place) -> tuple[Applied, ...]:
    found = getattr(node, "directives", None) or ()
    return tuple(Applied(each.name.value, arguments(each), place.span(each)) for each in found)
