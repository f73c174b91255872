"""Documents that were found to be valid, kept: the same few are sent all the time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    MaxIntrospectionDepthRule,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from graphql.language import Visitor, visit

from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.refusal import Refusal, too_much
from skerry_runtime.faces.graphql.scan import scan, unreadable

KEPT = 200_000  # tokens of all documents that are kept
MOST = 20  # errors of one document that are said


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document with its operations and fragments by name."""

    document: DocumentNode
    operations: dict[str, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name; the only one where none is said.

        Raises:
            Refusal: there is no such one.
        """
        if name:
            if name not in self.operations:
                raise Refusal("BAD_REQUEST", f"the document has no operation {name[:100]!r}")
            return self.operations[name]
        if len(self.operations) != 1:
            many = "no operation" if not self.operations else "several operations: operationName has to say which"
            raise Refusal("BAD_REQUEST", f"the document has {many}")
        return next(iter(self.operations.values()))


class Documents:
    """Reads documents of one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema, self.limits = schema, limits
        hidden = () if limits.introspection else (NoSchemaIntrospectionCustomRule,)
        self._rules = tuple(dict.fromkeys((*specified_rules, MaxIntrospectionDepthRule, *hidden)))
        self._kept: OrderedDict[str, tuple[Prepared, int]] = OrderedDict()
        self._tokens = 0

    def prepared(self, text: str) -> Prepared:
        """A document, ready to be executed.

        Raises:
            Refusal: it is too much, no GraphQL, or does not fit the schema.
        """
        kept = self._kept.get(text)
        if kept:
            self._kept.move_to_end(text)
            return kept[0]
        tokens = scan(text, self.limits)
        found = self._read(text)
        self._kept[text] = found, tokens
        self._tokens += tokens
        while self._tokens > KEPT:
            _, (_, gone) = self._kept.popitem(last=False)
            self._tokens -= gone
        return found

    def _read(self, text: str) -> Prepared:
        try:
            document = parse(text, no_location=False, max_tokens=self.limits.tokens)
        except GraphQLError as error:
            raise unreadable(error) from error
        count = _Count()
        visit(document, count)
        if count.fields > self.limits.fields:  # before validation, which compares each with each
            raise too_much(f"the document has {count.fields} fields", self.limits.fields, "fields")
        if count.aliases > self.limits.aliases:
            raise too_much(f"the document has {count.aliases} aliases", self.limits.aliases, "aliases")
        wrong = validate(
            self.schema, document, self._rules, max_errors=MOST, hide_suggestions=not self.limits.introspection
        )
        if wrong:
            formatted: list[Any] = [each.formatted for each in wrong[:MOST]]
            raise Refusal("INVALID", wrong[0].message, errors=formatted)
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
        return Prepared(
            document,
            {each.name.value if each.name else "": each for each in operations},
            {each.name.value: each for each in fragments},
        )


class _Count(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.fields = self.aliases = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """One more."""
        self.fields += 1
        self.aliases += node.alias is not None


def mutates(operation: OperationDefinitionNode) -> bool:
    """Whether it changes something."""
    return operation.operation is OperationType.MUTATION
