"""Three small subgraphs over one set of data, and the same data as one graph: what is composed has to answer as the whole would."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from graphql import GraphQLSchema, GraphQLUnionType, build_schema, graphql_sync

from skerry.generate.gateway.supergraph import DOCUMENT, TABLE, of_documents
from skerry_runtime.faces.graphql import federation
from skerry_runtime.faces.graphql.composed.table import Supergraph, Table, composed
from skerry_runtime.faces.graphql.composed.transport import Failed, read

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])\n'
PEOPLE = """
type Query { people: [Person!]! person(id: ID!): Person }
type Mutation { greet(name: String!): String part(name: String!): String }
type Person @key(fields: "id") { id: ID! name: String! boss: Person place: Place }
type Place @shareable { city: String! zip: String }
"""
SHOP = """
type Query { orders(first: Int): [Order!]! things: [Thing] anything: Thing }
type Mutation { order(name: String!): String }
type Order @key(fields: "id") { id: ID! buyer: Person lines: [Line!]! shipTo: Place }
type Line { count: Int! product: Product wrap: Paper! }
type Paper @key(fields: "code sort") { code: String! sort: Int! colour: String! }
type Place @shareable { city: String! zip: String }
type Person @key(fields: "id") { id: ID! orders: [Order!] }
type Product @key(fields: "id", resolvable: false) { id: ID! }
union Thing = Order | Paper
"""
GOODS = """
type Query { product(id: ID!): Product products: [Product] }
type Product @key(fields: "id") { id: ID! name: String! maker: Person price: Float tags: [String!]! }
type Person @key(fields: "id") { id: ID! made: [Product] }
type Paper @key(fields: "code sort") { code: String! sort: Int! price: Float }
"""
DOCUMENTS = {"people": LINK + PEOPLE, "shop": LINK + SHOP, "goods": LINK + GOODS}


def data() -> dict[str, Any]:
    """Things by type and key, which refer to each other; one person is gone, and one product."""
    place = {"city": "Utrecht", "zip": None}
    people = [{"__typename": "Person", "id": f"p{at}", "name": f"N{at}", "place": place} for at in range(4)]
    products = [
        {"__typename": "Product", "id": f"g{at}", "name": f"G{at}", "price": at * 1.5, "tags": ["a"] * at}
        for at in range(4)
    ]
    papers = [{"__typename": "Paper", "code": f"c{at}", "sort": at, "colour": "red", "price": None} for at in range(2)]
    orders = []
    for at in range(6):
        lines = [
            {"count": each, "product": products[(at + each) % 4], "wrap": papers[each % 2]}
            for each in range(at % 3 + 1)
        ]
        buyer = people[at % 3] if at else None
        orders.append({"__typename": "Order", "id": f"o{at}", "buyer": buyer, "lines": lines, "shipTo": place})
    for at, each in enumerate(people):
        each["boss"] = people[at - 1] if at else None
        each["orders"] = [order for order in orders if order["buyer"] is each] or None
        each["made"] = [products[at], None]
    for at, product in enumerate(products):
        product["maker"] = people[at] if at else None
    return {
        "people": people, "products": products, "orders": orders, "things": [*orders[:2], None, *papers], "anything": papers[0],
        "all": [*people, *products, *orders, *papers],
    }  # fmt: skip


class Root(dict[str, Any]):
    """The data, with what fields with arguments need."""

    def picked(self, source: Any, info: Any, **arguments: Any) -> Any:
        name = info.field_name
        if source is not self:
            return source[name]
        if name in ("greet", "part", "order"):
            return f"{name} {arguments['name']}"
        if name in ("person", "product"):
            return next((each for each in self["all"] if each.get("id") == arguments["id"]), None)
        return self[name]


def _told_apart(schema: GraphQLSchema) -> GraphQLSchema:
    for each in schema.type_map.values():
        if isinstance(each, GraphQLUnionType):
            each.resolve_type = lambda value, *_: value["__typename"]
    return schema


class Subgraphs:
    """The three, reached without a network; counts what they are asked, and may be told to fail."""

    def __init__(self) -> None:
        self.root = Root(data())
        self.sent: list[tuple[str, dict[str, Any], Mapping[str, str]]] = []
        self.failing: dict[str, Any] = {}

    def _schema(self, service: str) -> GraphQLSchema:
        schema = _told_apart(federation.schema(DOCUMENTS[service]))
        assert schema.query_type
        schema.query_type.fields["_entities"].resolve = self._entities
        return schema

    def _entities(self, _: Any, __: Any, representations: list[Any]) -> list[Any]:
        return [
            next((each for each in self.root["all"] if said.items() <= each.items()), None) for said in representations
        ]

    async def send(
        self, service: str, body: bytes, headers: Mapping[str, str], deadline: float, *, again: bool
    ) -> dict[str, Any]:
        said = msgspec.json.decode(body)
        self.sent.append((service, said, headers))
        if service in self.failing:
            if isinstance(self.failing[service], Failed):
                raise self.failing[service]
            return read(service, 200, "application/json", msgspec.json.encode(self.failing[service]))
        done = graphql_sync(
            self._schema(service),
            said["query"],
            self.root,
            variable_values=said["variables"],
            field_resolver=self.root.picked,
        )
        return read(service, 200, "application/json", msgspec.json.encode(done.formatted))


@cache
def supergraph() -> Supergraph:
    """The three composed, as generation writes it."""
    made = of_documents("three", DOCUMENTS)
    assert not made.problems, made.problems
    table = msgspec.json.decode(made.files[TABLE], type=Table)
    return composed(made.files[DOCUMENT], table.types)


def whole(query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The same data as one graph."""
    root, schema = Root(data()), build_schema(of_documents("three", DOCUMENTS).files[DOCUMENT])
    done = graphql_sync(_told_apart(schema), query, root, variable_values=dict(variables), field_resolver=root.picked)
    return dict(done.formatted)
