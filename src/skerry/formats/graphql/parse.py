"""Definitions of schemas, parsed by graphql-core, as values of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import graphql.language as ast
from graphql import GraphQLSyntaxError, parse

from skerry.formats import problems
from skerry.formats.graphql import values
from skerry.formats.graphql.pieces import Piece
from skerry.formats.graphql.values import Applied, Directive, EnumValue, Input, Kind, Output, Roots, Type
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

Member = TypeVar("Member", Input, Output, EnumValue)
Definition = Type | Directive | Roots
Report = Callable[[Problem], None]
_KINDS = {
    ast.ScalarTypeDefinitionNode: Kind.SCALAR,
    ast.ObjectTypeDefinitionNode: Kind.OBJECT,
    ast.InterfaceTypeDefinitionNode: Kind.INTERFACE,
    ast.UnionTypeDefinitionNode: Kind.UNION,
    ast.EnumTypeDefinitionNode: Kind.ENUM,
    ast.InputObjectTypeDefinitionNode: Kind.INPUT,
    ast.ScalarTypeExtensionNode: Kind.SCALAR,
    ast.ObjectTypeExtensionNode: Kind.OBJECT,
    ast.InterfaceTypeExtensionNode: Kind.INTERFACE,
    ast.UnionTypeExtensionNode: Kind.UNION,
    ast.EnumTypeExtensionNode: Kind.ENUM,
    ast.InputObjectTypeExtensionNode: Kind.INPUT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: its file, and the line and column at which it begins."""

    path: str
    line: int = 1
    column: int = 1

    def of(self, line: int, column: int, length: int = 1) -> Span:
        """The place of a part of the text."""
        column += self.column - 1 if line == 1 else 0
        line += self.line - 1
        return Span(self.path, line, column, line, column + length)

    def span(self, node: ast.Node) -> Span:
        """The place of a node, its name where it has one."""
        named: ast.Node = getattr(node, "name", None) or node
        token = named.loc.start_token if named.loc else None
        return self.of(token.line, token.column, max(token.end - token.start, 1)) if token else Span(self.path)


def definition(piece: Piece, place: Place, report: Report) -> Definition | None:
    """What a piece defines; None, with a problem, where it cannot be read."""
    node = document(piece.text, place, report)
    return _definition(node.definitions[0], place, report) if node and node.definitions else None


def document(text: str, place: Place, report: Report) -> ast.DocumentNode | None:
    """The syntax tree of a text; None, with a problem, where it has none."""
    try:
        return parse(text)
    except GraphQLSyntaxError as error:
        at = error.locations[0] if error.locations else None
        what = (error.message or "").removeprefix("Syntax Error: ").rstrip(".")
        report(Problem(problems.GRAPHQL_SYNTAX, what, place.of(at.line, at.column) if at else place.of(1, 1)))
    except RecursionError:
        report(Problem(problems.TOO_DEEP, "brackets are nested too deeply", place.of(1, 1)))
    return None


def _definition(node: ast.Node, place: Place, report: Report) -> Definition | None:
    if isinstance(node, ast.SchemaDefinitionNode | ast.SchemaExtensionNode):
        types = {each.operation.value: each.type.name.value for each in node.operation_types or ()}
        about = _about(node) if isinstance(node, ast.SchemaDefinitionNode) else ""
        return Roots(types, about, _applied(node, place), bool(types), place.span(node))
    if isinstance(node, ast.DirectiveDefinitionNode):
        inputs = _unique(node.name.value, (_input(each, place) for each in node.arguments or ()), report)
        locations = tuple(each.value for each in node.locations)
        return Directive(node.name.value, inputs, locations, node.repeatable, _about(node), (), place.span(node))
    kind = _KINDS.get(type(node))
    return _type(node, kind, place, report) if kind else None


def _type(node: ast.Node, kind: Kind, place: Place, report: Report) -> Type:
    name: str = node.name.value  # type: ignore[attr-defined]
    members = getattr(node, "fields", None) or ()
    takes = kind is Kind.INPUT
    return Type(
        name,
        kind,
        _about(node),
        tuple(dict.fromkeys(each.name.value for each in getattr(node, "interfaces", None) or ())),
        {} if takes else _unique(name, (_output(name, each, place, report) for each in members), report),
        _unique(name, (_input(each, place) for each in members), report) if takes else {},
        _unique(name, (_value(each, place) for each in getattr(node, "values", None) or ()), report),
        tuple(dict.fromkeys(each.name.value for each in getattr(node, "types", None) or ())),
        _applied(node, place),
        place.span(node),
    )


def _unique(owner: str, members: Iterable[Member], report: Report) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for member in members:
        if member.name in found:
            report(repeated(owner, member.name, member.span))
        else:
            found[member.name] = member
    return found


def repeated(owner: str, name: str, span: Span) -> Problem:
    """A member that its type already has."""
    what = f"{owner} already has {name}"
    return Problem(problems.GRAPHQL_REPEATED, what, span, instead="Remove one of them; the first was taken.")


def _output(owner: str, node: ast.FieldDefinitionNode, place: Place, report: Report) -> Output:
    arguments = (_input(each, place) for each in node.arguments or ())
    name = node.name.value
    return Output(
        name,
        reference(node.type),
        _unique(f"{owner}.{name}", arguments, report),
        _about(node),
        _applied(node, place),
        place.span(node),
    )


def _input(node: ast.InputValueDefinitionNode, place: Place) -> Input:
    default = node.default_value
    return Input(
        node.name.value,
        reference(node.type),
        default is not None,
        value(default) if default is not None else None,
        _about(node),
        _applied(node, place),
        place.span(node),
    )


def _value(node: ast.EnumValueDefinitionNode, place: Place) -> EnumValue:
    return EnumValue(node.name.value, _about(node), _applied(node, place), place.span(node))


def _about(node: ast.Node) -> str:
    description: ast.StringValueNode | None = getattr(node, "description", None)
    return description.value if description else ""


def _applied(node: ast.Node, place: Place) -> tuple[Applied, ...]:
    return tuple(
        Applied(each.name.value, arguments(each), place.span(each)) for each in getattr(node, "directives", None) or ()
    )


def arguments(node: ast.DirectiveNode | ast.FieldNode) -> dict[str, values.Value]:
    """What a directive or a field is given, by name."""
    return {each.name.value: value(each.value) for each in node.arguments or ()}


def reference(node: ast.TypeNode) -> values.TypeRef:
    """A type as it is referred to."""
    if isinstance(node, ast.ListTypeNode):
        return values.Listed(reference(node.type))
    if isinstance(node, ast.NonNullTypeNode):
        inner = reference(node.type)
        return inner if isinstance(inner, values.Required) else values.Required(inner)
    assert isinstance(node, ast.NamedTypeNode)
    return values.Named(node.name.value)


def value(node: ast.ValueNode) -> values.Value:
    """A literal, or a variable."""
    match node:
        case ast.IntValueNode() | ast.FloatValueNode():
            return values.Number(node.value)
        case ast.StringValueNode() | ast.BooleanValueNode():
            return node.value
        case ast.EnumValueNode():
            return values.Word(node.value)
        case ast.VariableNode():
            return values.Variable(node.name.value)
        case ast.ListValueNode():
            return values.Items(tuple(value(each) for each in node.values))
        case ast.ObjectValueNode():
            return values.Entries(tuple((each.name.value, value(each.value)) for each in node.fields))
    return None
