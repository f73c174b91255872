"""What an operation would cost, found before it is executed: its depth, and how many values its answer may have.

A fragment is measured once, however often it is spread: measuring must not be what it guards against. Lists count as many times as
`first` or `last` says, as a page has where neither does, and plain lists as a small number of times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.refusal import Refusal, too_much

PAGE, LIST = 50, 10  # entries of a page, and of a list, where nothing says how many
LONGEST = 100  # entries of a page, whatever is asked for
_VALUE = 0.1


@dataclass(frozen=True, slots=True)
class Measure:
    """What a part of an operation may come to; `fields` are those that are written, fragments taken apart."""

    depth: int = 0
    cost: float = 0.0
    fields: int = 0
    aliases: int = 0

    def beside(self, other: Measure) -> Measure:
        """Both."""
        depth = max(self.depth, other.depth)
        return Measure(depth, self.cost + other.cost, self.fields + other.fields, self.aliases + other.aliases)


def check(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    limits: Limits,
) -> Measure:
    """What an operation that is valid comes to.

    Raises:
        Refusal: it is more than the limits allow.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise Refusal("INVALID", f"there is no {operation.operation.value} here")
    found = _Measuring(schema, fragments, variables).of(operation.selection_set, root)
    if found.depth > limits.depth:
        raise too_much(f"the operation is {found.depth} fields deep", limits.depth, "depth")
    if found.fields > limits.fields:
        raise too_much(f"the operation has {found.fields} fields", limits.fields, "fields")
    if found.aliases > limits.aliases:
        raise too_much(f"the operation has {found.aliases} aliases", limits.aliases, "aliases")
    if found.cost > limits.cost:
        raise too_much(f"the answer could have {found.cost:.0f} values", limits.cost, "cost")
    return found


class _Measuring:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._known: dict[tuple[str, str], Measure] = {}

    def of(self, selections: SelectionSetNode, parent: GraphQLCompositeType, page: int = 0) -> Measure:
        """A set of selections; `page` is the length of the lists of the connection that they are of, 0 for none."""
        found = Measure()
        for each in selections.selections:
            if isinstance(each, FieldNode):
                found = found.beside(self._field(each, parent, page))
            elif isinstance(each, InlineFragmentNode):
                found = found.beside(self.of(each.selection_set, self._narrowed(each, parent), page))
            elif isinstance(each, FragmentSpreadNode):
                found = found.beside(self._spread(each.name.value, page))
        return found

    def _spread(self, name: str, page: int) -> Measure:
        key = (name, str(page))
        if key not in self._known:
            fragment = self._fragments[name]
            of = self._schema.get_type(fragment.type_condition.name.value)
            self._known[key] = Measure()  # of one that holds itself: it was refused before
            if is_composite_type(of):
                self._known[key] = self.of(fragment.selection_set, of, page)
        return self._known[key]

    def _narrowed(self, each: InlineFragmentNode, parent: GraphQLCompositeType) -> GraphQLCompositeType:
        of = self._schema.get_type(each.type_condition.name.value) if each.type_condition else parent
        return of if is_composite_type(of) else parent

    def _field(self, node: FieldNode, parent: GraphQLCompositeType, page: int) -> Measure:
        alias = int(node.alias is not None)
        name = node.name.value
        of = self._schema.get_field(parent, name)
        if of is None or name == "__typename":
            return Measure(1, _VALUE, 1, alias)
        times = page or LIST if _listed(of.type) else 1
        kind = get_named_type(of.type)
        if node.selection_set is None or not is_composite_type(kind):
            return Measure(1, times * _VALUE, 1, alias)
        inner = self.of(node.selection_set, kind, self._page(node, of))
        # introspection is deep by itself: a type of a type of a type; its own rule bounds it
        depth = 0 if name.startswith("__") else 1 + inner.depth
        return Measure(depth, times * (1 + inner.cost), 1 + inner.fields, alias + inner.aliases)

    def _page(self, node: FieldNode, of: GraphQLField) -> int:
        """How long the lists of a connection are, 0 where it is none."""
        if "first" not in of.args:
            return 0
        said = [self._number(each.value) for each in node.arguments or () if each.name.value in ("first", "last")]
        known = [each for each in said if each is not None]
        return max(1, min(LONGEST, max(known))) if known else PAGE

    def _number(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            found = self._variables.get(value.name.value)
            return found if isinstance(found, int) and not isinstance(found, bool) else LONGEST
        return None


def _listed(of: GraphQLOutputType) -> bool:
    bare = of.of_type if isinstance(of, GraphQLNonNull) else of
    return isinstance(bare, GraphQLList)
