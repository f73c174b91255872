"""Operations of a service as fields of Query and Mutation, with connections for lists and payloads for commands."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.write.graphql import names
from skerry.contracts.write.graphql.behind import Resolved
from skerry.contracts.write.graphql.names import camel, pascal, plural
from skerry.contracts.write.graphql.types import Types
from skerry.formats.graphql.values import Applied, Input, Kind, Listed, Named, Output, Required, TypeRef, named
from skerry.formats.graphql.values import Type as Shown
from skerry.model.system import Operation
from skerry.model.system.types import TypeDef
from skerry.model.terms import types as terms

PAGE = 50
_PAGING = frozenset(("page", "limit", "offset", "cursor", "after", "before", "first", "last", "size", "page_size"))

_TIMES = frozenset(("from", "to", "since", "until"))


def fields(types: Types) -> tuple[list[Output], list[Output]]:
    """The fields of Query and of Mutation."""
    queries: list[Output] = []
    mutations: list[Output] = []
    for operation in types.service.operations.values():
        if operation.route is None:
            continue
        if operation.route.method in ("GET", "HEAD"):
            if operation.output is not None:
                queries.append(_query(types, operation))
        else:
            mutations.append(_mutation(types, operation))
    return queries, mutations


def _query(types: Types, operation: Operation) -> Output:
    given, many = _single(operation.output)
    reference = types.output(given, pascal(operation.name.operation))
    shown = named(reference)
    name = names.query(operation, shown, many=many)
    arguments = {each.name: each for each in _parameters(types, operation, given)} | _asked(
        types, operation, pascal(name)
    )
    about = _about(operation)
    types.behind.queries[name] = Resolved(operation.name.operation, _renamed(operation))
    if many:
        arguments = {**{each.name: each for each in _paging()}, **arguments}
        return Output(name, Required(Named(_connection(types, shown))), arguments, about)
    return Output(name, reference.of if isinstance(reference, Required) else reference, arguments, about)


def _mutation(types: Types, operation: Operation) -> Output:
    given, many = _single(operation.output)
    reference = types.output(given, pascal(operation.name.operation)) if given else None
    shown = named(reference) if reference else ""
    about = names.resource(types.service, operation, types.world.naming, plural(shown) if many else shown)
    name = names.mutation(operation, about)
    types.behind.mutations[name] = Resolved(operation.name.operation)
    payload = _payload(types, pascal(name), reference, shown, many=many)
    taken = _input(types, operation, pascal(name))
    arguments = {"input": Input("input", Required(Named(taken)))} if taken else {}
    return Output(name, Required(Named(payload)), arguments, _about(operation))


def _single(of: terms.Type | None) -> tuple[terms.Type, bool]:
    """What a list is of, and that it is one."""
    if isinstance(of, terms.Bounded):
        return _single(of.of)
    if isinstance(of, terms.Many):
        return of.of, True
    return of, False  # type: ignore[return-value]


def _connection(types: Types, shown: str) -> str:
    """A page of a list, as Relay's specification of cursor connections has it."""
    edge, page = f"{shown}Edge", f"{shown}Connection"
    if page not in types.found:
        node, types_edge = Required(Named(shown)), Required(Listed(Required(Named(edge))))
        types.use("PageInfo")
        mine = any(types.world.naming.of(name) == shown for name in types.service.owns)
        shared = () if mine else (Applied("shareable"),)
        types.found[page] = Shown(
            page, Kind.OBJECT, f"A page of {plural(camel(shown))}: {PAGE} of them, unless `first` or `last` asks for fewer or more.",
            fields={
                "edges": Output("edges", types_edge),
                "nodes": Output("nodes", Required(Listed(node))),
                "pageInfo": Output("pageInfo", Required(Named("PageInfo"))),
            },
            directives=shared,
        )  # fmt: skip
        types.found[edge] = Shown(
            edge, Kind.OBJECT,
            fields={"cursor": Output("cursor", Required(Named("String"))), "node": Output("node", node)},
            directives=shared,
        )  # fmt: skip
    return page


def _paging() -> Iterator[Input]:
    """The arguments of Relay's connections."""
    for name, of in (("first", "Int"), ("after", "String"), ("last", "Int"), ("before", "String")):
        yield Input(name, Named(of))


def _parameters(types: Types, operation: Operation, given: terms.Type) -> Iterator[Input]:
    """The parameters of the path, which are needed, and those of the query, which narrow a list down."""
    route = operation.route
    if route is None:
        return
    for name in route.parameters:
        yield Input(name, Required(_parameter(types, name, given)))
    for name in route.query:
        if name.lower() not in _PAGING:
            yield Input(_argument(name), _parameter(types, name, given))


def _argument(name: str) -> str:
    return camel(name.replace(".", "-"))


def _renamed(operation: Operation) -> dict[str, str]:
    """The parameters of the query that are called otherwise as arguments, by these."""
    asked = operation.route.query if operation.route else ()
    return {_argument(name): name for name in asked if name.lower() not in _PAGING and _argument(name) != name}


def _asked(types: Types, operation: Operation, at: str) -> dict[str, Input]:
    """What a query takes beyond its route, each field an argument."""
    taken = operation.input
    definition = types.definition(taken) if isinstance(taken, terms.Named) else None
    return types.inputs(definition, at) if definition else {}


def _parameter(types: Types, name: str, given: terms.Type) -> Named | Listed:
    """A parameter has the type of the field of that name; one that names a record is its identifier."""
    definition = types.definition(given) if isinstance(given, terms.Named) else None
    of = definition.field(name) if definition else None
    if definition and of and not _is_record(types, of.type):
        reference = types.taken(of.type, types.world.naming.of(definition.name) + pascal(name))
        return reference.of if isinstance(reference, Required) else reference
    if definition and name.lower() in _TIMES:
        moments = (
            each.type for each in definition.fields if each.type in (terms.Basic("date"), terms.Basic("datetime"))
        )
        if moment := next(moments, None):
            return Named(named(types.taken(moment, "")))
    return Named("ID" if of or name.lower().endswith("id") else "String")


def _is_record(types: Types, of: terms.Type) -> bool:
    bare = of.of if isinstance(of, terms.Maybe) else of
    definition = types.definition(bare) if isinstance(bare, terms.Named) else None
    return bool(definition and definition.fields) or isinstance(bare, terms.Many)


def _input(types: Types, operation: Operation, name: str) -> str:
    """The one argument of a mutation: the parameters of the path, what it takes, and a key that makes it safe to repeat."""
    route = operation.route
    output, _ = _single(operation.output)
    given = {
        each: Input(each, Required(_parameter(types, each, output))) for each in (route.parameters if route else ())
    }
    taken = operation.input
    definition = types.definition(taken) if isinstance(taken, terms.Named) else None
    if isinstance(definition, TypeDef) and definition.fields:
        given |= {key: each for key, each in types.inputs(definition, name).items() if key not in given}
    elif taken is not None:
        given["value"] = Input("value", types.taken(taken, name))
    if route and route.method == "POST":
        about = "The same key means the same request: it is done once, however often it is sent."
        given["idempotencyKey"] = Input("idempotencyKey", Named("String"), description=about)
    shown = f"{name}Input"
    if given:
        types.found[shown] = Shown(shown, Kind.INPUT, inputs=given)
    return shown if given else ""


def _payload(types: Types, name: str, reference: TypeRef | None, shown: str, *, many: bool) -> str:
    """What a mutation gives: the result, null where it did nothing, and why it did nothing."""
    payload = f"{name}Payload"
    types.use("UserError")
    types.use("UserErrorCode")
    given: dict[str, Output] = {}
    if reference is not None:
        bare = reference.of if isinstance(reference, Required) else reference
        key = plural(camel(shown)) if many else camel(shown)
        given[key] = Output(key, Listed(Required(bare)) if many else bare)
    given["userErrors"] = Output("userErrors", Required(Listed(Required(Named("UserError")))))
    types.found[payload] = Shown(payload, Kind.OBJECT, fields=given)
    return payload


def _about(operation: Operation) -> str:
    """What an operation is said to do, and does."""
    parts = [operation.about] if operation.about else []
    parts += [f"From {' or '.join(each.sources)} to {each.target}." for each in operation.transitions]
    if operation.emits:
        events = " or ".join(" and ".join(of.name for of in every) for every in operation.emits)
        parts.append(f"Emits {events}.")
    return " ".join(parts)
