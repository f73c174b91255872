"""A folder of subgraphs is compared as what consumers see of all of them together."""

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql import FORMAT
from skerry.formats.bundle import of_texts

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@inaccessible"])\n'
ORDERS = (
    LINK
    + 'type Query { order: Order } type Order @key(fields: "id") { id: ID! total: Int note: String by: User }\n'
    + ('type User @key(fields: "id", resolvable: false) { id: ID! }')
)
USERS = LINK + 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }'
BEFORE = {"orders.graphql": ORDERS, "users.graphql": USERS}


def changes(after: dict[str, str], before: dict[str, str] = BEFORE, **operations: str) -> list[tuple[str, str, Level]]:
    sides = [of_texts({name: text.encode() for name, text in side.items()}) for side in (before, after)]
    result = FORMAT.compare(*sides, Options(operations={name: (text,) for name, text in operations.items()}))
    assert not result.problems
    return [(change.rule.id, change.path, change.level) for change in result.changes]


def test_nothing_changed():
    assert changes(BEFORE) == []


def test_a_field_that_moves_to_another_subgraph_breaks_nobody():
    after = {
        "orders.graphql": ORDERS.replace("note: String", ""),
        "users.graphql": USERS + ' type Order @key(fields: "id") { id: ID! note: String }',
    }
    assert changes(after) == []


def test_a_field_that_is_hidden_is_gone():
    after = BEFORE | {"orders.graphql": ORDERS.replace("note: String", "note: String @inaccessible")}
    assert changes(after) == [("out-field-removed", "Order.note", Level.BREAKING)]


def test_a_key_that_another_subgraph_needs():
    after = BEFORE | {"users.graphql": USERS.replace('fields: "id"', 'fields: "name"')}
    assert changes(after) == [
        ("composition-removed", "", Level.BREAKING),
        ("key-changed", "User", Level.BREAKING),
    ]


def test_a_key_that_nobody_needs():
    before = BEFORE | {"users.graphql": USERS.replace('@key(fields: "id")', '@key(fields: "id") @key(fields: "name")')}
    assert changes(BEFORE, before) == [("key-removed", "User", Level.DANGEROUS)]


def test_a_type_that_two_resolve_without_sharing_it_no_longer_composes():
    after = BEFORE | {
        "users.graphql": USERS.replace("name: String", "name: String total: Int")
        + " type Query { order: Order } type Order { id: ID! total: Int }"
    }
    assert changes(after)[0] == ("composition-removed", "", Level.BREAKING)


def test_whom_it_breaks_is_told_of_the_whole_graph():
    after = BEFORE | {"users.graphql": USERS.replace("name: String", "")}
    found = changes(after, web="{ order { by { name } } }", admin="{ me { id } }")
    assert ("out-field-removed", "User.name", Level.BREAKING) in found


def test_without_federation_several_files_are_one_schema():
    before = {"a.graphql": "type Query { a: B }", "b.graphql": "type B { b: Int c: Int }"}
    assert changes(before | {"b.graphql": "type B { b: Int }"}, before) == [
        ("out-field-removed", "B.c", Level.BREAKING)
    ]
