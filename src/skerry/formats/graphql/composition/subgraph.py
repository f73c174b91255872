"""A subgraph as composition sees it: its types without federation's own, and what federation says of each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skerry.formats import problems
from skerry.formats.graphql.federation import ENTRANCES, MACHINERY, Federation, federation
from skerry.formats.graphql.fieldsets import FieldSet, fieldset
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import SCALARS, Applied, Kind, Output, Type, applied, named
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_USUAL = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


@dataclass(frozen=True, slots=True)
class Key:
    """A way into an entity."""

    text: str
    fields: FieldSet
    resolvable: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A service's part of the supergraph. Root types have their usual names."""

    name: str
    schema: Schema
    types: Mapping[str, Type]
    federation: Federation
    keys: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def first(self) -> bool:
        """True for Federation 1 and plain GraphQL, where whatever stands in several subgraphs is shared."""
        return not self.federation.version.startswith("2") or self.federation.version == ""

    def has(self, uses: tuple[Applied, ...], own: str) -> bool:
        """Whether a directive of federation is used."""
        return bool(self.federation.uses(uses, own))

    def external(self, owner: Type, of: Output) -> bool:
        """Whether a field is only referred to here, and resolved elsewhere."""
        return self.has(of.directives, "external") or self.has(owner.directives, "external")

    def key_fields(self, owner: str) -> frozenset[str]:
        """The names at the top of all keys of an entity."""
        return frozenset(name for key in self.keys.get(owner, ()) for name in key.fields)

    def resolves(self, owner: Type, of: Output) -> bool:
        """Whether this subgraph gives the field; a key is always known."""
        return not self.external(owner, of) or of.name in self.key_fields(owner.name)

    def shares(self, owner: Type, of: Output) -> bool:
        """Whether others may resolve the field too."""
        marked = self.has(of.directives, "shareable") or self.has(owner.directives, "shareable")
        return self.first or marked or of.name in self.key_fields(owner.name)

    def overrides(self, of: Output) -> str:
        """The subgraph from which a field is taken over."""
        for use in self.federation.uses(of.directives, "override"):
            source = use.arguments.get("from")
            if isinstance(source, str) and "label" not in use.arguments:
                return source
        return ""


def subgraph(name: str, schema: Schema) -> Subgraph:
    """The subgraph of a schema, and what is wrong with it by itself."""
    speaks = federation(schema)
    renamed = {of: _USUAL[key] for key, of in schema.roots.types.items() if of != _USUAL.get(key)}
    types = {each.name: each for each in _types(schema, speaks, renamed)}
    wrong = [*schema.problems, *_unknown(name, types)]
    keys = {each.name: found for each in types.values() if (found := tuple(_keys(name, each, types, speaks, wrong)))}
    _check_sets(name, types, speaks, wrong)
    return Subgraph(name, schema, types, speaks, keys, tuple(wrong))


def _types(schema: Schema, speaks: Federation, renamed: Mapping[str, str]) -> Iterator[Type]:
    for known in schema.types:
        found = schema.type(known)
        if found is None or MACHINERY.match(known) or (found.kind is Kind.SCALAR and speaks.own(known)):
            continue
        usual = renamed.get(known, known)
        fields = found.fields
        if usual == "Query":
            fields = {key: each for key, each in fields.items() if key not in ENTRANCES}
            if not fields:
                continue
        yield Type(
            usual, found.kind, found.description, found.interfaces, fields, found.inputs, found.values, found.members,
            found.directives, found.span,
        )  # fmt: skip


def _keys(
    graph: str, owner: Type, types: Mapping[str, Type], speaks: Federation, wrong: list[Problem]
) -> Iterator[Key]:
    for use in speaks.uses(owner.directives, "key"):
        text = use.arguments.get("fields")
        found = fieldset(text) if isinstance(text, str) else None
        missing = _missing(owner.name, found, types) if found else "it is no field set"
        if found is None or missing:
            wrong.append(
                said("KEY_INVALID_FIELDS", f"{_of(graph)}the key of {owner.name} cannot be used: {missing}", use.span)
            )
        else:
            yield Key(str(text), found, use.arguments.get("resolvable") is not False, use.span)


def _check_sets(graph: str, types: Mapping[str, Type], speaks: Federation, wrong: list[Problem]) -> None:
    """The field sets of `@requires` and `@provides`, and whether what they name is external."""
    for owner in types.values():
        for each in owner.fields.values():
            for own, on in (("requires", owner.name), ("provides", named(each.type))):
                for use in speaks.uses(each.directives, own):
                    text = use.arguments.get("fields")
                    found = fieldset(text) if isinstance(text, str) else None
                    missing = _missing(on, found, types) if found else "it is no field set"
                    if missing:
                        what = f"{_of(graph)}@{own} on {owner.name}.{each.name} cannot be used: {missing}"
                        wrong.append(said(f"{own.upper()}_INVALID_FIELDS", what, use.span))


def _missing(owner: str, fields: FieldSet, types: Mapping[str, Type]) -> str:
    of = types.get(owner)
    if of is None or not of.fields:
        return f"{owner} has no fields"
    for name, below in fields.items():
        if name == "__typename":
            continue
        found = of.fields.get(name)
        if found is None:
            return f"{owner} has no field {name}"
        if below and (deeper := _missing(named(found.type), below, types)):
            return deeper
    return ""


def _unknown(graph: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    for owner in types.values():
        places = [(each.type, each.span) for each in owner.fields.values()]
        places += [(each.type, each.span) for each in owner.inputs.values()]
        places += [(each.type, each.span) for of in owner.fields.values() for each in of.arguments.values()]
        for of, span in places:
            if named(of) not in types and named(of) not in SCALARS and not MACHINERY.match(named(of)):
                yield said(
                    "INVALID_GRAPHQL", f"{_of(graph)}{owner.name} refers to {named(of)}, which is not defined", span
                )
        for name in (*owner.interfaces, *owner.members):
            if name not in types:
                yield said(
                    "INVALID_GRAPHQL", f"{_of(graph)}{owner.name} refers to {name}, which is not defined", owner.span
                )


def said(code: str, what: str, span: Span, related: tuple[tuple[Span, str], ...] = ()) -> Problem:
    """A reason not to compose, with the code that Apollo has for it."""
    return Problem(problems.GRAPHQL_COMPOSITION, f"{what} ({code})", span, related=related)


def _of(graph: str) -> str:
    return f"[{graph}] " if graph else ""


def visible(graph: Subgraph, uses: tuple[Applied, ...]) -> bool:
    """Whether something is part of the API."""
    return not graph.has(uses, "inaccessible")


def kept(uses: tuple[Applied, ...]) -> tuple[Applied, ...]:
    """The directives that the API keeps."""
    return tuple(use for name in ("deprecated", "specifiedBy", "oneOf") if (use := applied(uses, name)))
