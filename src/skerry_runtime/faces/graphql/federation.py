"""The machinery of Federation 2 that a subgraph has beside its document: directives, `_service`, and `_entities`.

It is no part of the document: `_service { sdl }` gives that as it was written (Apollo's subgraph specification).
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    StringValueNode,
    build_ast_schema,
    concat_ast,
    parse,
)

_DIRECTIVES = """
directive @link(url: String!, as: String, for: String, import: [_Import]) repeatable on SCHEMA
directive @key(fields: _FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @shareable repeatable on OBJECT | FIELD_DEFINITION
directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION
  | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
scalar _Import
scalar _FieldSet
scalar _Any
type _Service { sdl: String! }
"""


def schema(sdl: str) -> GraphQLSchema:
    """The schema of a subgraph's document with the machinery.

    Raises:
        GraphQLError, TypeError: the document can't be read.
    """
    document = parse(sdl)
    entities = sorted(name for name, _, resolvable in keys(document) if resolvable)
    fields = "_service: _Service!"
    union = ""
    if entities:
        fields += " _entities(representations: [_Any!]!): [_Entity]!"
        union = f"union _Entity = {' | '.join(dict.fromkeys(entities))}"
    known = {each.name.value for each in document.definitions if isinstance(each, ObjectTypeDefinitionNode)}
    query = f"{'extend ' if 'Query' in known else ''}type Query {{ {fields} }}"
    return build_ast_schema(concat_ast([document, parse(f"{_DIRECTIVES}{union}\n{query}")]), assume_valid_sdl=True)


def keys(document: DocumentNode) -> Iterator[tuple[str, str, bool]]:
    """The types with a key: the name, the fields of the key, and whether they are found by it here."""
    for each in document.definitions:
        if isinstance(each, ObjectTypeDefinitionNode):
            for use in each.directives or ():
                if use.name.value == "key":
                    yield each.name.value, _text(use, "fields"), _resolvable(use)


def _text(use: ConstDirectiveNode, name: str) -> str:
    found = next((each.value for each in use.arguments or () if each.name.value == name), None)
    return found.value if isinstance(found, StringValueNode) else ""


def _resolvable(use: ConstDirectiveNode) -> bool:
    return not any(
        each.name.value == "resolvable" and getattr(each.value, "value", True) is False for each in use.arguments or ()
    )
