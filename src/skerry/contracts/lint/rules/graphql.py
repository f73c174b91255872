"""GraphQL schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.formats.graphql.values import (
    SCALARS,
    Listed,
    Output,
    Required,
    Type,
    TypeRef,
    applied,
    named,
    shown,
)
from skerry.formats.graphql.values import (
    Kind as Form,
)
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span

_PASCAL = re.compile(r"_?[A-Z][A-Za-z0-9]*(__[A-Za-z0-9_]+)?")
_CAMEL = re.compile(r"_*[a-z][A-Za-z0-9]*")
_LOUD = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_PAGES = {"first", "last", "limit", "take", "top", "after", "before", "cursor", "page", "pagination", "ids", "pageSize"}
_FEW = {"errors", "userErrors", "edges", "nodes"}
_FILE = "schema.graphql"
_Q = "type Query { order(id: ID!): Order }\n"


def _place(node: Node) -> Span:
    assert isinstance(node.place, Span)
    return node.place


def _deprecated(found: object) -> bool:
    return applied(getattr(found, "directives", ()), "deprecated") is not None


def _list(ref: TypeRef) -> bool:
    return isinstance(ref.of if isinstance(ref, Required) else ref, Listed)


@rule(
    "graphql-type-case", "A type is not in PascalCase", Kind.TYPE, level=Severity.NOTE,
    about="Generated code names classes by it.",
    fix="Begin each word with a capital, without underscores.",
    sound=_Q + "type Order { id: ID! }", broken="type Query { order: order_item }\ntype order_item { id: ID! }", file=_FILE,
)  # fmt: skip
def type_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _PASCAL.fullmatch(node.key):
        yield Hit(_place(node), f"{node.key} is not in PascalCase")


@rule(
    "graphql-field-case", "A field or an argument is not in camelCase", Kind.FIELD, Kind.ARGUMENT, level=Severity.NOTE,
    about="All of GraphQL's own names are; a mixture makes every guess wrong half of the time.",
    fix="Begin with a small letter, and each further word with a capital.",
    sound=_Q + "type Order { placedAt: String }", broken=_Q + "type Order { placed_at: String }", file=_FILE,
)  # fmt: skip
def field_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _CAMEL.fullmatch(node.raw.name):
        yield Hit(_place(node), f"{node.key} is not in camelCase")


@rule(
    "graphql-enum-value-case", "A value of an enum is not in capitals", Kind.VALUE, level=Severity.NOTE,
    about="Without quotes it could be taken for a field; the specification recommends capitals.",
    fix="Write it as OUT_OF_STOCK.",
    sound=_Q + "type Order { state: State }\nenum State { OPEN }", broken=_Q + "type Order { state: State }\nenum State { open }",
    file=_FILE,
)  # fmt: skip
def enum_value_case(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _LOUD.fullmatch(node.raw.name):
        yield Hit(_place(node), f"{node.key} is not in capitals")


@rule(
    "graphql-name-reserved", "A name begins with two underscores", Kind.TYPE, Kind.FIELD, Kind.ARGUMENT, level=Severity.ERROR,
    about="These names belong to introspection; servers refuse such a schema.",
    fix="Rename it.",
    sound=_Q + "type Order { id: ID! }", broken=_Q + "type Order { __id: ID! }", file=_FILE,
)  # fmt: skip
def name_reserved(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.name.startswith("__"):
        yield Hit(_place(node), f"{node.key} begins with two underscores")


@rule(
    "graphql-description-missing", "A type or a field has no description", Kind.TYPE, Kind.FIELD,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Explorers show descriptions; without them users guess.",
    fix="Describe it in quotes above it.",
    sound='"Reads" type Query { "The order" order: ID }', broken="type Query { order: ID }", file=_FILE,
)  # fmt: skip
def description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.description and not node.key.startswith("_"):
        yield Hit(_place(node), f"{node.key} has no description")


@rule(
    "graphql-deprecated-reason", "A deprecation has no reason", Kind.FIELD, Kind.ARGUMENT, Kind.VALUE,
    about="Users are told to leave, and not where to go.",
    fix='Write @deprecated(reason: "Use … instead, until …").',
    sound=_Q + 'type Order { id: ID!, no: Int @deprecated(reason: "Use id.") }', broken=_Q + "type Order { id: ID!, no: Int @deprecated }",
    file=_FILE,
)  # fmt: skip
def deprecated_reason(node: Node, desk: Desk) -> Iterator[Hit]:
    found = applied(node.raw.directives, "deprecated")
    reason = shown(found.arguments.get("reason")).strip('" ') if found else ""
    if found and reason in ("", "null", "No longer supported"):
        yield Hit(_place(node), f"{node.key} is deprecated without a reason")


@rule(
    "graphql-deprecated-required", "What is required is deprecated", Kind.ARGUMENT, level=Severity.ERROR,
    about="Nobody can stop sending it; the specification forbids it.",
    fix="Make it optional first.",
    sound="type Query { order(id: ID!, no: Int @deprecated): ID }", broken="type Query { order(id: ID!, no: Int! @deprecated): ID }",
    file=_FILE,
)  # fmt: skip
def deprecated_required(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.needed and _deprecated(node.raw):
        yield Hit(_place(node), f"{node.key} is required and deprecated")


@rule(
    "graphql-list-unpaged", "A list has no pages", Kind.FIELD, level=Severity.NOTE,
    about="A query may ask for all of it, and for all of what is in it: cost grows with each level.",
    fix="Take `first` and `after`, and answer a connection.",
    sound="type Query { orders(first: Int, after: ID): [Order!]! }\ntype Order { id: ID! }",
    broken="type Query { orders: [Order!]! }\ntype Order { id: ID! }", file=_FILE,
)  # fmt: skip
def list_unpaged(node: Node, desk: Desk) -> Iterator[Hit]:
    field: Output = node.raw
    assert node.parent is not None
    if (
        not _list(field.type)
        or field.name in _FEW
        or _PAGES & field.arguments.keys()
        or node.parent.key.endswith("Connection")
    ):
        return
    of = desk.value.type(named(field.type))
    if (
        of is not None
        and of.kind in (Form.OBJECT, Form.INTERFACE, Form.UNION)
        and desk.value.root_of(node.parent.key) != "mutation"
    ):
        yield Hit(_place(node), f"{node.key} is a list without pages")


@rule(
    "graphql-connection-shape", "A connection is none", Kind.TYPE,
    about="Clients page through `XConnection` by the rules of Relay: `edges` with `node` and `cursor`, and `pageInfo`.",
    fix="Add `edges` and `pageInfo: PageInfo!`, or rename the type.",
    sound="type Query { orders: OrderConnection }\ntype OrderConnection { edges: [Int], pageInfo: Int }",
    broken="type Query { orders: OrderConnection }\ntype OrderConnection { items: [Int] }", file=_FILE,
)  # fmt: skip
def connection_shape(node: Node, desk: Desk) -> Iterator[Hit]:
    found: Type = node.raw
    missing = [name for name in ("edges", "pageInfo") if name not in found.fields]
    if found.kind is Form.OBJECT and node.key.endswith("Connection") and missing:
        yield Hit(_place(node), f"{node.key} has no {' and no '.join(missing)}")


def _mutation(node: Node, desk: Desk) -> bool:
    return node.parent is not None and desk.value.root_of(node.parent.key) == "mutation"


@rule(
    "graphql-mutation-input", "A mutation takes many arguments", Kind.FIELD, level=Severity.NOTE,
    about="One input object can grow and be a variable; a list of arguments has to be repeated by every client.",
    fix="Take one argument `input` of a type of its own.",
    sound="type Query { a: ID }\ntype Mutation { place(input: Placing!): ID }\ninput Placing { sku: ID!, count: Int! }",
    broken="type Query { a: ID }\ntype Mutation { place(sku: ID!, count: Int!, note: String): ID }", file=_FILE,
)  # fmt: skip
def mutation_input(node: Node, desk: Desk) -> Iterator[Hit]:
    if _mutation(node, desk) and len(node.raw.arguments) > 2:
        yield Hit(_place(node), f"{node.key} takes {len(node.raw.arguments)} arguments")


@rule(
    "graphql-mutation-payload", "A mutation answers a bare value", Kind.FIELD, level=Severity.NOTE,
    about="Beside a scalar or the entity itself there is no place for errors that a user can repair, or for anything later.",
    fix="Answer a payload type with the entity and `userErrors`.",
    sound="type Query { a: ID }\ntype Mutation { place(sku: ID!): Placed }\ntype Placed { order: ID, userErrors: [String!]! }",
    broken="type Query { a: ID }\ntype Mutation { place(sku: ID!): ID }", file=_FILE,
)  # fmt: skip
def mutation_payload(node: Node, desk: Desk) -> Iterator[Hit]:
    of = desk.value.type(named(node.raw.type)) if _mutation(node, desk) else None
    if of is not None and of.kind in (Form.SCALAR, Form.ENUM):
        yield Hit(_place(node), f"{node.key} answers {node.raw.type}")


@rule(
    "graphql-payload-errors", "A payload has no place for errors", Kind.TYPE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="What a user can repair (a name that is taken) is data and no exception; clients show it beside the field.",
    fix="Add `userErrors: [UserError!]!`, or answer a union with error types.",
    sound="type Query { a: ID }\ntype Mutation { place: PlacePayload }\ntype PlacePayload { userErrors: [String!]! }",
    broken="type Query { a: ID }\ntype Mutation { place: PlacePayload }\ntype PlacePayload { order: ID }", file=_FILE,
)  # fmt: skip
def payload_errors(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key.endswith("Payload") and node.raw.fields and not any("rror" in name for name in node.raw.fields):
        yield Hit(_place(node), f"{node.key} has no userErrors")


@rule(
    "graphql-id-type", "An identifier is not of type ID", Kind.FIELD, level=Severity.NOTE,
    about="Caches recognise entities by `id: ID!`; with String or Int each client has to be told.",
    fix="Use `ID!`.",
    sound=_Q + "type Order { id: ID! }", broken=_Q + "type Order { id: Int! }", file=_FILE,
)  # fmt: skip
def id_type(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.name == "id" and named(node.raw.type) in SCALARS and named(node.raw.type) != "ID":
        yield Hit(_place(node), f"{node.key} is {node.raw.type}")


@rule(
    "graphql-type-unreachable", "A type can never be reached", Kind.GRAPHQL, last=True,
    about="No query leads to it, so it is maintained for nobody.",
    fix="Use it in a field, or remove it.",
    sound=_Q + "type Order { id: ID! }", broken="type Query { a: ID }\ntype Order { id: ID! }", file=_FILE,
)  # fmt: skip
def type_unreachable(node: Node, desk: Desk) -> Iterator[Hit]:
    schema = desk.value
    if not schema.roots.types:
        return
    seen = _reached(schema)
    for name in schema.types:
        found = schema.type(name)
        if found is not None and name not in seen and not name.startswith("_"):
            yield Hit(found.span, f"nothing leads to {name}")


def _reached(schema: Any) -> set[str]:
    """The types that roots, entities of a federation, and arguments of directives lead to."""
    todo = [*schema.roots.types.values()]
    todo += [name for name in schema.types if (found := schema.type(name)) and applied(found.directives, "key")]
    todo += [
        named(each.type)
        for name in schema.directives
        if (of := schema.directive(name))
        for each in of.arguments.values()
    ]
    implementing: dict[str, list[str]] = {}
    for name in schema.types:
        for interface in found.interfaces if (found := schema.type(name)) else ():
            implementing.setdefault(interface, []).append(name)
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        found = schema.type(name) if name not in seen else None
        seen.add(name)
        if found is None:
            continue
        todo += [*found.members, *found.interfaces, *implementing.get(name, ())]
        todo += [named(each.type) for each in found.inputs.values()]
        for field in found.fields.values():
            todo += [named(field.type), *(named(each.type) for each in field.arguments.values())]
    return seen


@rule(
    "graphql-scalar-unspecified", "A scalar does not say how it is written", Kind.TYPE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="`scalar DateTime` can be anything; @specifiedBy names the format.",
    fix='Write scalar DateTime @specifiedBy(url: "…").',
    sound='type Query { at: Time }\nscalar Time @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")',
    broken="type Query { at: Time }\nscalar Time", file=_FILE,
)  # fmt: skip
def scalar_unspecified(node: Node, desk: Desk) -> Iterator[Hit]:
    if (
        node.raw.kind is Form.SCALAR
        and applied(node.raw.directives, "specifiedBy") is None
        and not node.key.startswith("_")
    ):
        yield Hit(_place(node), f"{node.key} has no @specifiedBy")


@rule(
    "graphql-type-empty", "A type has no fields", Kind.TYPE, level=Severity.ERROR,
    about="Nothing can be selected from it; servers refuse such a schema.",
    fix="Give it a field, or remove it.",
    sound=_Q + "type Order { id: ID! }", broken=_Q + "type Order", file=_FILE,
)  # fmt: skip
def type_empty(node: Node, desk: Desk) -> Iterator[Hit]:
    found: Type = node.raw
    holders = {
        Form.OBJECT: found.fields,
        Form.INTERFACE: found.fields,
        Form.INPUT: found.inputs,
        Form.ENUM: found.values,
    }
    if found.kind in holders and not holders[found.kind]:
        yield Hit(_place(node), f"{node.key} is empty")


@rule(
    "graphql-interface-unmet", "A type lacks a field of its interface", Kind.TYPE, level=Severity.ERROR,
    about="Whoever selects through the interface would find nothing; servers refuse such a schema.",
    fix="Add the field.",
    sound="type Query { a: A }\ninterface I { id: ID }\ntype A implements I { id: ID }",
    broken="type Query { a: A }\ninterface I { id: ID }\ntype A implements I { no: ID }", file=_FILE,
)  # fmt: skip
def interface_unmet(node: Node, desk: Desk) -> Iterator[Hit]:
    for name in node.raw.interfaces:
        interface = desk.value.type(name)
        for field in interface.fields if interface else ():
            if field not in node.raw.fields:
                yield Hit(_place(node), f"{node.key} lacks {field} of {name}")
