"""GraphQL schemas, shown to the rules: all files of a bundle are one schema."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Placed, Seen
from skerry.contracts.lint.walk import Plan, finish, show
from skerry.formats.bundle import Bundle
from skerry.formats.graphql.read import schema_of, sources
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Type
from skerry.kernel.span import Span


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about the schema that these files make."""
    files, problems = sources(bundle)
    schema = schema_of(files)
    desk = Desk(None, value=schema)
    root = Node(Kind.GRAPHQL, schema, Span(files[0].path if files else bundle.label, 1, 1), "", None)
    found = [each for node in _nodes(schema, root) for each in show(node, desk, rules)]
    found += finish(root, desk, rules)
    placed = tuple(Placed(each, each.hit.place, "") for each in found if isinstance(each.hit.place, Span))
    return Seen(placed, (*problems, *schema.problems))


def _nodes(schema: Schema, root: Node) -> Iterator[Node]:
    yield root
    for name in schema.types:
        found = schema.type(name)
        if found is not None:
            yield from _type(found, root)
    for name in schema.directives:
        directive = schema.directive(name)
        if directive is not None:
            yield Node(Kind.DIRECTIVE, directive, directive.span, f"@{name}", root)


def _type(found: Type, root: Node) -> Iterator[Node]:
    holder = Node(Kind.TYPE, found, found.span, found.name, root)
    yield holder
    for name, field in found.fields.items():
        node = Node(Kind.FIELD, field, field.span, f"{found.name}.{name}", holder)
        yield node
        for argument in field.arguments.values():
            key = f"{found.name}.{name}({argument.name}:)"
            yield Node(Kind.ARGUMENT, argument, argument.span, key, node)
    for name, given in found.inputs.items():
        yield Node(Kind.ARGUMENT, given, given.span, f"{found.name}.{name}", holder)
    for name, value in found.values.items():
        yield Node(Kind.VALUE, value, value.span, f"{found.name}.{name}", holder)
