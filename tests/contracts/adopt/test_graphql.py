"""A schema that stands somewhere becomes text of the model, and says what the language cannot keep of it."""

from pathlib import Path

import pytest

from skerry.contracts.adopt.graphql import adopt
from skerry.contracts.write.graphql import write
from skerry.formats.graphql.read import schema_of_text
from skerry.model.load import load_texts

GOLDEN = Path(__file__).parents[2] / "golden" / "contracts" / "graphql"
OURS = sorted(GOLDEN.glob("*/*.graphql"))
FOREIGN = """
type Query { me: User! users(first: Int = 10, role: Role, q: [String!]): [User]! search(text: String!): [Hit!]! _service: Int }
type Mutation { login(name: String!, password: String!): Session! deleteUser(id: ID!): Boolean }
type Subscription { joined: User }
interface Node { id: ID! }
type User implements Node { id: ID! name_of: String! role: Role friends(first: Int): UserConnection! born: ISO8601DateTime odd: Odd }
type UserConnection { edges: [UserEdge] pageInfo: PageInfo! totalCount: Int! }
type UserEdge { cursor: String! node: User }
type PageInfo { hasNextPage: Boolean! }
enum Role { ADMIN READ_ONLY }
enum Odd { _A camelCase }
union Hit = User | Session
type Session { token: String! user: User! }
input Where { and: [Where!] name: String }
scalar ISO8601DateTime
"""


def model(text: str):
    loaded = load_texts([("adopted.arch.yaml", text)])
    assert loaded.problems == ()
    return loaded.system


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_our_own_documents_are_kept_but_for_links_to_other_services(file: Path):
    found = adopt(schema_of_text(file.read_text()), file.stem)
    model(found.text)
    schema = schema_of_text(file.read_text())
    stubs = {name for name in schema.types if "resolvable: false" in "".join(schema.texts(name))}
    for change in found.lost:
        if change.rule.id == "type-removed":
            assert change.path in stubs
        else:
            assert (change.rule.id, str(change.after)) == ("out-field-removed", "None")
            assert change.path.split(".")[1].capitalize() in stubs


def test_what_is_adopted_and_written_twice_is_the_same():
    first = write(
        model(adopt(schema_of_text((GOLDEN / "shop" / "catalog-service.graphql").read_text()), "catalog-service").text)
    )
    text = first["catalog-service.graphql"]
    again = write(model(adopt(schema_of_text(text), "catalog-service").text))
    assert again == first


def test_operations_get_the_routes_that_people_would_write():
    found = adopt(schema_of_text((GOLDEN / "shop" / "order-service.graphql").read_text()), "order-service", "orders")
    assert "      expose: [graphql]\n" in found.text
    assert "        POST /orders: place(PlaceOrder) -> Order\n" in found.text
    assert "        POST /orders/{id}/cancel: cancel -> Order\n" in found.text
    assert '        GET /orders?status: "list -> Order[]"\n' in found.text
    assert "    OrderItem: { productId: uuid, quantity: int >= 1, price: money }\n" in found.text


def test_a_schema_of_another_make_is_read_and_its_losses_are_named():
    found = adopt(schema_of_text(FOREIGN), "user-service")
    service = model(found.text).services["user-service"]
    assert [str(name.name) for name in service.owns] == ["User"]
    assert set(service.operations) == {"me", "users", "search", "login", "delete"}
    assert "Role: admin | read-only" in found.text
    lost = {change.path for change in found.lost}
    assert "User.friends(first:)" in lost
    assert "Query.users" in lost
    assert "Mutation.login" in lost


def test_a_broken_schema_is_adopted_as_far_as_it_can_be_read():
    found = adopt(schema_of_text("type Query { a: Int }\ntype B { b: }"), "a-service")
    assert [problem.code.id for problem in found.problems] == ["F060"]
    assert "a" in model(found.text).services["a-service"].operations
