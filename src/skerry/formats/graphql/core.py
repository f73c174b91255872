"""The reference implementation asked about a schema: whether a document, a value or an answer is one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import graphql
import graphql.language as ast
from graphql.utilities import extend_schema
from graphql.validation.validate import validate_sdl

from skerry.formats.graphql.excerpt import excerpt
from skerry.formats.graphql.schema import Schema

_RULES = [rule for rule in graphql.specified_rules if rule is not graphql.NoUnusedFragmentsRule]
_TYPE_SYSTEM = (ast.TypeSystemDefinitionNode, ast.TypeSystemExtensionNode)
_BUILDING = (graphql.GraphQLError, TypeError, ValueError, KeyError, RecursionError)
_ROOT = "W0"  # of a query that is made for a fragment


class CoreError(Exception):
    """The reference implementation cannot read the schema."""


class Core:
    """graphql-core on the part of a schema that some documents speak of; `words` are all names in them."""

    def __init__(self, schema: Schema, words: frozenset[str]) -> None:
        self._text = excerpt(schema, words).strip() or f"scalar {_ROOT}"

    @cached_property
    def _schema(self) -> graphql.GraphQLSchema:
        """As it is, without asking whether it is sound."""
        try:
            return graphql.build_schema(self._text, assume_valid=True, assume_valid_sdl=True)
        except _BUILDING as error:
            raise CoreError(str(error)) from error

    @cached_property
    def _strict(self) -> graphql.GraphQLSchema:
        """The same, whose unsoundness can be asked for."""
        return graphql.build_schema(self._text, assume_valid_sdl=True)

    def refusals(self, document: str) -> list[str]:
        """What is wrong with a document of operations and fragments, and of definitions that are to stand beside the schema."""
        try:
            tree = graphql.parse(document)
            definitions = [each for each in tree.definitions if isinstance(each, _TYPE_SYSTEM)]
            if not definitions:
                return _messages(graphql.validate(self._schema, tree, _RULES, hide_suggestions=True))
            beside = ast.DocumentNode(definitions=tuple(definitions))
            if wrong := _messages(validate_sdl(beside, self._schema)):
                return wrong
            return [*self._unsound(beside), *self._on(beside, tree)]
        except _BUILDING as error:
            raise CoreError(str(error)) from error

    def _unsound(self, beside: ast.DocumentNode) -> Iterator[str]:
        """What is wrong with the schema only since the definitions stand beside it: types that do not do what an interface asks."""
        if not any(getattr(each, "interfaces", ()) for each in beside.definitions):
            return
        known = set(_messages(graphql.validate_schema(self._strict)))
        extended = extend_schema(self._strict, beside, assume_valid_sdl=True)
        yield from (each for each in _messages(graphql.validate_schema(extended)) if each not in known)

    def _on(self, beside: ast.DocumentNode, tree: ast.DocumentNode) -> list[str]:
        rest = tuple(each for each in tree.definitions if not isinstance(each, _TYPE_SYSTEM))
        if not rest:
            return []
        extended = extend_schema(self._schema, beside, assume_valid=True, assume_valid_sdl=True)
        return _messages(graphql.validate(extended, ast.DocumentNode(definitions=rest), _RULES, hide_suggestions=True))

    def takes(self, type_name: str, value: str) -> bool:
        """Whether a value, written in GraphQL, is one of an input type."""
        of: Any = self._schema.get_type(type_name)
        if not graphql.is_input_type(of):
            return False
        field = graphql.GraphQLField(graphql.GraphQLInt, args={"x": graphql.GraphQLArgument(of)})
        schema = graphql.GraphQLSchema(query=graphql.GraphQLObjectType(_ROOT, {"w": field}), assume_valid=True)
        return not graphql.validate(schema, graphql.parse(f"{{ w(x: {value}) }}"), _RULES, hide_suggestions=True)

    def gives(self, operation: str, data: Any) -> bool:
        """Whether an operation can be answered with this data: executed on it, it gives it back without an error."""
        try:
            tree = graphql.parse(operation)
            fragment = tree.definitions[0]
            schema, root = self._schema, data
            if isinstance(fragment, ast.FragmentDefinitionNode):
                schema = self._of(fragment.type_condition.name.value)
                tree = graphql.parse(f"{operation} query {{ w {{ ...{fragment.name.value} }} }}")
                root = {"w": data}
            found = graphql.execute_sync(schema, tree, root_value=root, type_resolver=_type_of)
        except _BUILDING:
            return False
        return not found.errors and found.data == root

    def _of(self, type_name: str) -> graphql.GraphQLSchema:
        """The schema with a root that leads to a type; an interface that nobody implements is implemented by one type."""
        of: Any = self._schema.get_type(type_name)
        types: list[Any] = [each for name, each in self._schema.type_map.items() if not name.startswith("__")]
        if graphql.is_interface_type(of) and not self._schema.get_possible_types(of):
            types.append(graphql.GraphQLObjectType("W1", of.fields, [of, *of.interfaces]))
        query = graphql.GraphQLObjectType(_ROOT, {"w": graphql.GraphQLField(of)})
        return graphql.GraphQLSchema(query=query, types=types, assume_valid=True)


def _messages(errors: Any) -> list[str]:
    return [error.message for error in errors]


def _type_of(value: Any, info: Any, abstract: Any) -> str | None:
    """The type that the data names, else one on which something is selected of it."""
    if isinstance(value, dict) and "__typename" in value:
        return str(value["__typename"])
    possible = {each.name for each in info.schema.get_possible_types(abstract)}
    for node in info.field_nodes:
        for on in _conditions(node.selection_set):
            of: Any = info.schema.get_type(on)
            inside = (
                {each.name for each in info.schema.get_possible_types(of)} if graphql.is_abstract_type(of) else {on}
            )
            if inside & possible:
                return min(inside & possible)
    return min(possible, default=None)


def _conditions(selections: ast.SelectionSetNode | None) -> Iterator[str]:
    """The innermost type conditions first."""
    for each in selections.selections if selections else ():
        if isinstance(each, ast.InlineFragmentNode):
            yield from _conditions(each.selection_set)
            if each.type_condition:
                yield each.type_condition.name.value
