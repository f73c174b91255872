"""Composition of subgraphs, beside Apollo's own where npm is reachable."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import build_schema, print_schema
from graphql.utilities import lexicographic_sort_schema

from skerry.formats.graphql.composition import compose, subgraph
from skerry.formats.graphql.read import schema_of_text

VERSIONS = ("@apollo/composition@2.14.4", "graphql@16.11.0")


LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@inaccessible", '
    '"@external", "@requires", "@provides", "@override", "@interfaceObject"])\n'
)


def case(*subgraphs: str) -> dict[str, str]:
    return {f"s{at}": LINK + text for at, text in enumerate(subgraphs)}


CASES: dict[str, tuple[dict[str, str], str]] = {
    "entity": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! name: String }',
            'type P @key(fields: "id") { id: ID! stock: Int }',
        ),
        "",
    ),
    "stub": (
        case(
            'type Query { o: O } type O @key(fields: "id") { id: ID! p: P } type P @key(fields: "id", resolvable: false) { id: ID! }',
            'type Query { p: P } type P @key(fields: "id") { id: ID! name: String }',
        ),
        "",
    ),
    "value type": (
        case("type Query { a: A } type A @shareable { x: Int }", "type Query { b: A } type A @shareable { x: Int }"),
        "",
    ),
    "selfish": (
        case("type Query { a: A } type A { x: Int }", "type Query { b: A } type A @shareable { x: Int }"),
        "INVALID_FIELD_SHARING",
    ),
    "selfish query": (case("type Query { a: Int }", "type Query { a: Int }"), "INVALID_FIELD_SHARING"),
    "kinds": (case("type Query { a: A } type A { x: Int }", "type Query { b: A } scalar A"), "TYPE_KIND_MISMATCH"),
    "field types": (
        case("type Query { a: A } type A @shareable { x: Int }", "type Query { b: A } type A @shareable { x: String }"),
        "FIELD_TYPE_MISMATCH",
    ),
    "nullability": (
        case("type Query { a: A } type A @shareable { x: Int! }", "type Query { b: A } type A @shareable { x: Int }"),
        "",
    ),
    "lists": (
        case("type Query { a: A } type A @shareable { x: [Int] }", "type Query { b: A } type A @shareable { x: Int }"),
        "FIELD_TYPE_MISMATCH",
    ),
    "unreachable field": (
        case(
            "type Query { a: A } type A @shareable { x: Int }",
            "type Query { b: A } type A @shareable { x: Int y: Int }",
        ),
        "SATISFIABILITY_ERROR",
    ),
    "no way in": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! name: String }',
            'type P @key(fields: "id", resolvable: false) { id: ID! stock: Int }',
        ),
        "SATISFIABILITY_ERROR",
    ),
    "another key": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! name: String }',
            'type P @key(fields: "sku") { sku: ID! stock: Int }',
        ),
        "SATISFIABILITY_ERROR",
    ),
    "keys in a chain": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! }',
            'type P @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! }',
            'type P @key(fields: "sku") { sku: ID! stock: Int }',
        ),
        "",
    ),
    "key of nothing": (case('type Query { p: P } type P @key(fields: "sku") { id: ID! }'), "KEY_INVALID_FIELDS"),
    "external of nobody": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! w: Int @external c: Int @requires(fields: "w") }'
        ),
        "EXTERNAL_MISSING_ON_BASE",
    ),
    "requires": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! w: Int @external c: Int @requires(fields: "w") }',
            'type P @key(fields: "id") { id: ID! w: Int }',
        ),
        "",
    ),
    "override": (
        case(
            'type Query { p: P } type P @key(fields: "id") { id: ID! n: Int }',
            'type P @key(fields: "id") { id: ID! n: Int @override(from: "s0") }',
        ),
        "",
    ),
    "override of itself": (
        case('type Query { p: P } type P @key(fields: "id") { id: ID! n: Int @override(from: "s0") }'),
        "OVERRIDE_FROM_SELF_ERROR",
    ),
    "required argument": (
        case("type Query { a(x: Int!): Int @shareable }", "type Query { a: Int @shareable }"),
        "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
    ),
    "optional argument": (case("type Query { a(x: Int): Int @shareable }", "type Query { a: Int @shareable }"), ""),
    "argument types": (
        case("type Query { a(x: Int): Int @shareable }", "type Query { a(x: String): Int @shareable }"),
        "FIELD_ARGUMENT_TYPE_MISMATCH",
    ),
    "argument defaults": (
        case("type Query { a(x: Int = 1): Int @shareable }", "type Query { a(x: Int = 2): Int @shareable }"),
        "FIELD_ARGUMENT_DEFAULT_MISMATCH",
    ),
    "inputs meet": (
        case(
            "type Query { a(i: I): Int } input I { x: Int y: Int }", "type Query { b(i: I): Int } input I { x: Int! }"
        ),
        "",
    ),
    "required input field": (
        case(
            "type Query { a(i: I): Int } input I { x: Int y: Int! }", "type Query { b(i: I): Int } input I { x: Int }"
        ),
        "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
    ),
    "inputs apart": (
        case("type Query { a(i: I): Int } input I { x: Int }", "type Query { b(i: I): Int } input I { y: Int }"),
        "EMPTY_MERGED_INPUT_TYPE",
    ),
    "enum read": (case("type Query { a: E } enum E { X }", "type Query { b: E } enum E { Y }"), ""),
    "enum sent": (case("type Query { a(e: E): Int } enum E { X Y }", "type Query { b(e: E): Int } enum E { Y }"), ""),
    "enum sent apart": (
        case("type Query { a(e: E): Int } enum E { X }", "type Query { b(e: E): Int } enum E { Y }"),
        "EMPTY_MERGED_ENUM_TYPE",
    ),
    "enum both": (
        case("type Query { a(e: E): E } enum E { X Y }", "type Query { b(e: E): E } enum E { Y }"),
        "ENUM_VALUE_MISMATCH",
    ),
    "union": (
        case(
            "type Query { a: U } union U = A type A @shareable { x: Int }",
            "type Query { b: U } union U = B type B @shareable { x: Int }",
        ),
        "",
    ),
    "interface": (
        case(
            "type Query { a: I } interface I { x: Int } type A implements I @shareable { x: Int }",
            "type Query { b: I } interface I { x: Int y: Int } type B implements I @shareable { x: Int y: Int }",
        ),
        "INTERFACE_FIELD_NO_IMPLEM",
    ),
    "hidden field": (case("type Query { a: Int b: Int @inaccessible }"), ""),
    "hidden type": (case("type Query { a: Int b: A } type A @inaccessible { x: Int }"), "REFERENCED_INACCESSIBLE"),
    "all hidden": (case("type Query { a: Int b: A } type A { x: Int @inaccessible }"), "ONLY_INACCESSIBLE_CHILDREN"),
    "no query": (case("type A { x: Int }"), "NO_QUERIES"),
    "interface object": (
        case(
            'type Query { m: M } interface M @key(fields: "id") { id: ID! } type A implements M @key(fields: "id") { id: ID! x: Int }',
            'type M @key(fields: "id") @interfaceObject { id: ID! stars: Int }',
        ),
        "",
    ),
    "nested key": (
        case(
            'type Query { p: P } type P @key(fields: "id o { id }") { id: ID! o: O n: Int } type O @shareable { id: ID! }',
            'type P @key(fields: "id o { id }") { id: ID! o: O s: Int } type O @shareable { id: ID! }',
        ),
        "",
    ),
    "renamed root": (
        case("schema { query: Q } type Q { a: Int }", "type Query { b: Int }"),
        "",
    ),
    "plain": ({"s0": "type Query { a: A } type A { x: Int }", "s1": "type Query { b: A } type A { x: Int }"}, ""),
    "renamed directives": (
        {
            "s0": 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", as: "f", import: [{name: "@key", as: "@id"}]) '
            'type Query { p: P } type P @id(fields: "id") { id: ID! x: Int @f__shareable }',
            "s1": LINK + 'type P @key(fields: "id") { id: ID! x: Int @shareable }',
        },
        "",
    ),
    "a field through an entity's list": (
        case(
            'type Query { os: [O!]! } type O @key(fields: "id") { id: ID! lines: [L!]! } type L { p: P n: Int } '
            'type P @key(fields: "id") { id: ID! }',
            'type P @key(fields: "id") { id: ID! name: String makers: [M!] } type M { name: String }',
        ),
        "",
    ),
}

GOLDEN = Path(__file__).parents[2] / "golden" / "contracts" / "graphql"
for example in ("shop", "clinic"):  # what is written for the examples
    CASES[example] = ({file.stem: file.read_text() for file in sorted((GOLDEN / example).iterdir())}, "")


def composed(subgraphs: dict[str, str]):
    return compose([subgraph(name, schema_of_text(text, f"{name}.graphql")) for name, text in subgraphs.items()])


@pytest.mark.parametrize("name", CASES)
def test_subgraphs_compose_or_say_why_not(name: str):
    subgraphs, code = CASES[name]
    problems = composed(subgraphs).problems
    assert [problem.code.id for problem in problems] == ["F065"] * len(problems)
    said = " ".join(problem.what for problem in problems)
    assert (f"({code})" in said) if code else not problems, said


def test_a_reason_points_at_all_sides():
    (problem,) = composed(CASES["selfish query"][0]).problems
    assert problem.what == "Query.a is resolved by s0, s1, but not @shareable in s0, s1 (INVALID_FIELD_SHARING)"
    assert (str(problem.span), [str(span) for span, _ in problem.related]) == ("s0.graphql:2:14", ["s1.graphql:2:14"])


@pytest.fixture(scope="session")
def apollo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What Apollo says of all cases; skips where it cannot be installed."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("needs node and npm, to compose with @apollo/composition")
    folder = tmp_path_factory.mktemp("apollo")
    (folder / "package.json").write_text("{}")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", *VERSIONS]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"@apollo/composition cannot be installed here: {done.stderr.strip()[-200:]}")
    script = Path(__file__).with_name("compose.mjs")
    cases = json.dumps({name: subgraphs for name, (subgraphs, _) in CASES.items()})
    run = subprocess.run(["node", str(script), str(folder)], input=cases, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_apollo_says_the_same(name: str, apollo: dict[str, dict]):
    subgraphs, code = CASES[name]
    theirs = apollo[name]
    assert {error[0] for error in theirs.get("errors", ())} == ({code} if code else set()), theirs
    if not code:
        ours, other = (
            print_schema(lexicographic_sort_schema(build_schema(text)))
            for text in (composed(subgraphs).sdl, theirs["api"])
        )
        assert ours == other
