"""What a consumer's operations use of a schema: fields, arguments, values, types and directives, each with the operations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from skerry.formats import problems
from skerry.formats.graphql.flow import possible
from skerry.formats.graphql.operations import Chosen, Declared, Executable, Inline, Operation, Selection, Spread
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import (
    Applied,
    Entries,
    Input,
    Items,
    Kind,
    Listed,
    Output,
    Required,
    Type,
    TypeRef,
    Value,
    Variable,
    Word,
    named,
)
from skerry.kernel.problem import Problem

_DEEPEST = 200
COMPOSITE = (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)


@dataclass(frozen=True, slots=True)
class Given:
    """A value for an argument or an input field: a literal, or the variable that stands for it."""

    operation: str
    value: Value
    variable: Declared | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """An input object that is written out, with the names of its entries; or the arguments of a field that is selected.

    `null` are those of them that are null, or variables that may be.
    """

    operation: str
    names: frozenset[str]
    null: frozenset[str] = frozenset()


@dataclass(slots=True)
class Usage:
    """All that one consumer uses, by schema coordinate."""

    selected: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    called: dict[str, list[Passed]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    objects: dict[str, list[Passed]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # input types and enums in variables
    conditions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    fragments: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))  # within, on
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # types that come back
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    directives: dict[str, list[tuple[str, str, int]]] = field(default_factory=lambda: defaultdict(list))
    roots: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    problems: list[Problem] = field(default_factory=list)


def usage(schema: Schema, of: Executable) -> Usage:
    """What operations use of a schema; what the schema does not have is a problem, and the rest is found all the same."""
    result = Usage(problems=list(of.problems))
    for operation in of.operations:
        _Walk(schema, of, operation, result).run()
    if not of.operations:  # fragments alone are used by operations that are not told
        for name, fragment in of.fragments.items():
            _Walk(schema, of, Operation("fragment", name), result).fragment(fragment)
    return result


class _Walk:
    """One operation, walked along its schema."""

    def __init__(self, schema: Schema, of: Executable, operation: Operation, into: Usage) -> None:
        self.schema = schema
        self.of = of
        self.operation = operation
        self.label = operation.label
        self.into = into
        self.seen: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Walks it all."""
        root = self.schema.roots.types.get(self.operation.kind)
        self._directives(self.operation.directives, self.operation.kind.upper())
        for variable in self.operation.variables.values():
            self._sent(named(variable.type), set())
            if variable.has_default:
                self._value(variable.type, variable.default, 0)
        if root is None:
            self._unknown(f"{self.label}: the schema has no {self.operation.kind} type")
            return
        self.into.roots[root].add(self.label)
        self._selections(root, self.operation.selections, 0)

    def fragment(self, of: Inline) -> None:
        """Walks a fragment that stands for itself."""
        self._directives(of.directives, "FRAGMENT_DEFINITION")
        self._fragment(of.on, of, 0)

    def _selections(self, owner: str, selections: tuple[Selection, ...], depth: int) -> None:
        if depth > _DEEPEST:
            return
        for each in selections:
            if isinstance(each, Chosen):
                self._field(owner, each, depth)
            elif isinstance(each, Inline):
                self._directives(each.directives, "INLINE_FRAGMENT")
                self._fragment(owner, each, depth)
            else:
                self._spread(owner, each, depth)

    def _spread(self, owner: str, each: Spread, depth: int) -> None:
        self._directives(each.directives, "FRAGMENT_SPREAD")
        fragment = self.of.fragments.get(each.name)
        if fragment is None:
            self._unknown(f"{self.label}: there is no fragment {each.name}")
        elif (owner, each.name) not in self.seen:  # a fragment may be used often, and hostile ones use themselves
            self.seen.add((owner, each.name))
            self._directives(fragment.directives, "FRAGMENT_DEFINITION")
            self._fragment(owner, fragment, depth)

    def _fragment(self, owner: str, each: Inline, depth: int) -> None:
        on = each.on or owner
        if each.on and not self._applies(owner, on):
            return
        if each.on:
            self.into.conditions[on].add(self.label)
            self.into.fragments[owner, on].add(self.label)
            self.into.read[on].add(self.label)
        self._selections(on, each.selections, depth + 1)

    def _applies(self, owner: str, on: str) -> bool:
        """Whether a fragment can apply: its type has fields, and shares an object with the type around it."""
        found = self.schema.type(on)
        if found is None or found.kind not in COMPOSITE:
            self._unknown(f"{self.label}: there is no type {on} that has fields")
            return False
        if owner != on and not possible(self.schema, owner) & possible(self.schema, on):
            self._unknown(f"{self.label}: a fragment on {on} can never apply to {owner}")
        return True

    def _field(self, owner: str, each: Chosen, depth: int) -> None:
        self._directives(each.directives, "FIELD")
        if each.name.startswith("__"):
            return
        of = self.schema.type(owner)
        found = of.fields.get(each.name) if of else None
        if of is None or found is None:
            self._unknown(f"{self.label}: {owner} has no field {each.name}")
            return
        below = self.schema.type(named(found.type))
        if below is not None and (below.kind in COMPOSITE) is not bool(each.selections):
            needs = "needs a selection" if below.kind in COMPOSITE else "has nothing to select"
            self._unknown(f"{self.label}: {owner}.{each.name} {needs}")
        for name in (owner, *self._implementers(of)):
            self._call(f"{name}.{each.name}", each)
        self._arguments(f"{owner}.{each.name}", found, each)
        self.into.read[named(found.type)].add(self.label)
        self._selections(named(found.type), each.selections, depth + 1)

    def _call(self, path: str, each: Chosen) -> None:
        self.into.selected[path].add(self.label)
        self.into.called[path].append(Passed(self.label, frozenset(each.arguments)))

    def _implementers(self, of: Type) -> list[str]:
        """The types behind an interface: whoever reads a field of it reads theirs."""
        if of.kind is not Kind.INTERFACE:
            return []
        names = self.schema.mentions.get(of.name, ())
        return [name for name in sorted(names) if (each := self.schema.type(name)) and of.name in each.interfaces]

    def _arguments(self, path: str, found: Output, each: Chosen) -> None:
        for name, given in each.arguments.items():
            argument = found.arguments.get(name)
            if argument is None:
                self._unknown(f"{self.label}: {path} has no argument {name}")
            else:
                self._given(f"{path}({name}:)", argument, given, 0)

    def _given(self, path: str, to: Input, given: Value, depth: int) -> None:
        variable = self.operation.variables.get(given.name) if isinstance(given, Variable) else None
        self.into.given[path].append(Given(self.label, given, variable))
        self._value(to.type, given, depth)

    def _value(self, of: TypeRef, given: Value, depth: int) -> None:
        name = named(of)
        if depth > _DEEPEST:
            return
        if isinstance(given, Items):
            for each in given.of:
                self._value(of.of if isinstance(of, Listed) else of, each, depth + 1)
        elif isinstance(given, Word):
            self.into.values[f"{name}.{given.name}"].add(self.label)
        elif isinstance(given, Entries):
            null = frozenset(key for key, each in given.of if self._may_be_null(each))
            self.into.objects[name].append(Passed(self.label, frozenset(key for key, _ in given.of), null))
            found = self.schema.type(name)
            for key, each in given.of:
                if found and key in found.inputs:
                    self._given(f"{name}.{key}", found.inputs[key], each, depth + 1)

    def _may_be_null(self, given: Value) -> bool:
        variable = self.operation.variables.get(given.name) if isinstance(given, Variable) else None
        return given is None or (variable is not None and not isinstance(variable.type, Required))

    def _sent(self, name: str, seen: set[str]) -> None:
        """What a variable may hold: its input type and all that those lead to."""
        if name in seen:
            return
        seen.add(name)
        self.into.sent[name].add(self.label)
        found = self.schema.type(name)
        for each in found.inputs.values() if found else ():
            self._sent(named(each.type), seen)

    def _directives(self, uses: tuple[Applied, ...], location: str) -> None:
        for use in uses:
            count = sum(other.name == use.name for other in uses)
            self.into.directives[f"@{use.name}"].append((self.label, location, count))
            definition = self.schema.directive(use.name)
            for name, given in use.arguments.items():
                if definition and name in definition.arguments:
                    self._given(f"@{use.name}({name}:)", definition.arguments[name], given, 0)
            self.into.called[f"@{use.name}"].append(Passed(self.label, frozenset(use.arguments)))

    def _unknown(self, what: str) -> None:
        self.into.problems.append(Problem(problems.GRAPHQL_OPERATION, what, self.operation.span))


def nullable(given: Given) -> bool:
    """Whether a value is null, or a variable that may be."""
    if given.variable is not None:
        return not isinstance(given.variable.type, Required) and not given.variable.has_default
    return given.value is None
