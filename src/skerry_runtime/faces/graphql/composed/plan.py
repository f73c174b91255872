"""Plans an operation: which service is asked for what, and what has to be known before.

Fields stay with the service that gave the thing they are of, as far as it gives them. For those that it does not give, the thing's key is
read as well, and another service is asked for them by `_entities`: one request for all things at one place of the answer, however many
there are. Fragments, `@skip` and `@include` are gone by then. What the answer looks like in the end, nulls and errors with it, is left
to the executor of the reference implementation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_object_type,
    print_ast,
)
from graphql.execution.values import VariableValues
from graphql.language import Visitor, visit

from skerry_runtime.faces.graphql.composed.table import Given, Supergraph
from skerry_runtime.faces.graphql.documents import Prepared
from skerry_runtime.faces.graphql.refusal import Refusal

OURS = "_skerry_"  # before names in answers that are the planner's
TYPE = f"{OURS}type"
Fields = dict[str, list[FieldNode]]


def known_as(field_name: str) -> str:
    """What a field of a key is called in answers."""
    return f"{OURS}key_{field_name}"


@dataclass(slots=True)
class Fetch:
    """One request to a service.

    `kind` is the type of things that are asked for by their `key`, at the place `path` of the answer ('' for the operation's own fields).
    `fields` are the names that it adds there, `after` what is asked once it is answered.
    """

    service: str
    document: str
    variables: frozenset[str]
    fields: tuple[str, ...]
    path: tuple[str, ...] = ()
    kind: str = ""
    key: tuple[str, ...] = ()
    after: list[Fetch] = field(default_factory=list)
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps one after the other; the fetches of one are made at once."""

    steps: tuple[tuple[Fetch, ...], ...]


def plan(graph: Supergraph, prepared: Prepared, operation: OperationDefinitionNode, variables: VariableValues) -> Plan:
    """The plan for an operation that is valid; `variables` are coerced.

    Raises:
        Refusal: it uses names that are the planner's, or there is no way to a field.
    """
    return _Planner(graph, prepared.fragments, operation, variables).whole()


class _Planner:
    def __init__(
        self,
        graph: Supergraph,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self._graph, self._fragments, self._operation, self._variables = graph, fragments, operation, variables
        self._definitions = {each.variable.name.value: each for each in operation.variable_definitions or ()}

    def whole(self) -> Plan:
        root = self._graph.schema.get_root_type(self._operation.operation)
        assert root is not None
        fields = self._collected(root, [self._operation.selection_set])
        asked = {key: nodes for key, nodes in fields.items() if not nodes[0].name.value.startswith("__")}
        word = self._operation.operation.value
        if self._operation.operation is OperationType.MUTATION:
            several = len(asked) > 1
            steps = [
                (self._root(word, root, self._owner(root, nodes[0]), {key: nodes}, key if several else ""),)
                for key, nodes in asked.items()
            ]
            return Plan(tuple(steps))
        by_service: dict[str, Fields] = {}
        for key, nodes in asked.items():
            by_service.setdefault(self._owner(root, nodes[0]), {})[key] = nodes
        return Plan((tuple(self._root(word, root, name, of) for name, of in by_service.items()),))

    def _root(self, word: str, root: GraphQLObjectType, service: str, fields: Fields, alone: str = "") -> Fetch:
        part = _Part()
        text = self._selection(root, service, fields, (), part)
        head = f"{word}{self._declared(part.variables, '')}"
        return Fetch(service, f"{head} {{ {text} }}", part.names, tuple(fields), after=part.after, alone=alone)

    def _entities(self, of: GraphQLObjectType, service: str, fields: Fields, path: tuple[str, ...]) -> Fetch:
        part = _Part()
        text = self._selection(of, service, fields, path, part)
        head = f"query{self._declared(part.variables, '$representations: [_Any!]!')}"
        document = f"{head} {{ _entities(representations: $representations) {{ ... on {of.name} {{ {text} }} }} }}"
        key = self._graph.types[of.name][service].key
        return Fetch(service, document, part.names, tuple(fields), path, of.name, key, part.after)

    def _selection(
        self, of: GraphQLObjectType, service: str, fields: Fields, path: tuple[str, ...], part: _Part
    ) -> str:
        """The text of what a service is asked for of one type; what it does not give is left to others, in `part.after`."""
        here, elsewhere = self._graph.types.get(of.name, {}), dict[str, Fields]()
        own = here.get(service, Given(frozenset()))
        words: list[str] = []
        for key, nodes in fields.items():
            name = nodes[0].name.value
            if name == "__typename":
                words.append(f"{key}: __typename")
            elif name in own.fields:
                words.append(self._field(of, service, key, nodes, path, part))
            else:
                other = self._other(here, own, name, tuple(elsewhere), f"{of.name}.{name}", service)
                elsewhere.setdefault(other, {})[key] = nodes
        wanted = {name: None for other in elsewhere for name in here[other].key}
        words += [f"{known_as(name)}: {name}" for name in wanted]
        if elsewhere or not words:
            words.append(f"{TYPE}: __typename")
        part.after += [self._entities(of, other, them, path) for other, them in elsewhere.items()]
        return " ".join(words)

    def _field(
        self,
        of: GraphQLObjectType,
        service: str,
        key: str,
        nodes: Sequence[FieldNode],
        path: tuple[str, ...],
        part: _Part,
    ) -> str:
        node = nodes[0]
        part.use(node)
        arguments = f"({', '.join(print_ast(each) for each in node.arguments)})" if node.arguments else ""
        kind = get_named_type(of.fields[node.name.value].type)
        inner = ""
        if is_composite_type(kind):
            sets = [each.selection_set for each in nodes if each.selection_set]
            inner = f" {{ {self._inner(kind, service, sets, (*path, key), part)} }}"
        return f"{key}: {node.name.value}{arguments}{inner}"

    def _inner(
        self,
        kind: GraphQLCompositeType,
        service: str,
        sets: Sequence[SelectionSetNode],
        path: tuple[str, ...],
        part: _Part,
    ) -> str:
        if is_object_type(kind):
            return self._selection(kind, service, self._collected(kind, sets), path, part)
        assert is_abstract_type(kind)
        several = [
            f"... on {each.name} {{ {self._selection(each, service, self._collected(each, sets), path, part)} }}"
            for each in self._graph.schema.get_possible_types(kind)
            if service in self._graph.types.get(each.name, {})
        ]
        return " ".join((f"{TYPE}: __typename", *several))

    def _owner(self, root: GraphQLObjectType, node: FieldNode) -> str:
        for service, given in self._graph.types.get(root.name, {}).items():
            if node.name.value in given.fields:
                return service
        raise Refusal("INTERNAL", f"no service gives {root.name}.{node.name.value}", 500)

    def _other(
        self, here: Mapping[str, Given], own: Given, name: str, chosen: Sequence[str], shown: str, service: str
    ) -> str:
        """Another service that gives a field of a thing that this one knows the key of; one that is asked anyway if there is one."""
        giving = [
            other
            for other, given in here.items()
            if name in given.fields and given.key and own.fields.issuperset(given.key)
        ]
        found = next((each for each in giving if each in chosen), next(iter(giving), ""))
        if not found:
            raise Refusal("INTERNAL", f"there is no way from {service} to {shown}", 500)
        return found

    def _declared(self, used: Mapping[str, None], more: str) -> str:
        words = [more] if more else []
        words += [print_ast(self._definitions[name]) for name in used if name in self._definitions]
        return f"({', '.join(words)})" if words else ""

    def _collected(self, of: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Fields:
        """The fields that are asked for of one type, by their names in the answer; the same one may be asked for several times."""
        found: Fields = {}
        for each in sets:
            for node in self._fields(of, each, set()):
                key = node.alias.value if node.alias else node.name.value
                if key.startswith(OURS):
                    raise Refusal("INVALID", f"names that begin with {OURS} are not for callers")
                found.setdefault(key, []).append(node)
        return found

    def _fields(self, of: GraphQLObjectType, selections: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for each in selections.selections:
            if not self._wanted(each):
                continue
            if isinstance(each, FieldNode):
                yield each
            elif isinstance(each, InlineFragmentNode):
                if not each.type_condition or self._is(of, each.type_condition.name.value):
                    yield from self._fields(of, each.selection_set, seen)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
                seen.add(each.name.value)
                fragment = self._fragments[each.name.value]
                if self._is(of, fragment.type_condition.name.value):
                    yield from self._fields(of, fragment.selection_set, seen)

    def _is(self, of: GraphQLObjectType, name: str) -> bool:
        kind = self._graph.schema.get_type(name)
        return of.name == name or (is_abstract_type(kind) and self._graph.schema.is_sub_type(kind, of))

    def _wanted(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not include or bool(include["if"])


class _Part(Visitor):
    """What one request needs: variables, and what is asked after it."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: dict[str, None] = {}
        self.after: list[Fetch] = []

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.variables)

    def use(self, node: FieldNode) -> None:
        for each in node.arguments or ():
            visit(each, self)

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables[node.name.value] = None
