"""What a service sends: root types, types, fields, unions, interfaces and enums."""

from skerry.contracts.diff.graphql.rules.make import B, D, S, rule

_A = "type Query { a: A }\n"
_ENUM = "type Query { a: Size }\n"
_TAKES = "type Query { a(size: Size): Int }\n"
_BOTH = "type Query { a(size: Size): Size }\n"
_UNION = "type Query { a: U }\ntype A { a: Int }\ntype B { b: Int }\n"

ROOT_ADDED = rule(
    "- root - added", S, "A root operation type was added",
    "type Query { a: Int }", "type Query { a: Int }\ntype Mutation { b: Int }",
)  # fmt: skip
ROOT_REMOVED = rule(
    "- root - removed", B, "A root operation type was removed",
    "type Query { a: Int }\ntype Mutation { b: Int }", "type Query { a: Int }",
    "Every operation of that kind fails.",
)  # fmt: skip
ROOT_CHANGED = rule(
    "- root type changed", B, "A root operation has another type",
    "schema { query: A }\ntype A { a: Int }\ntype B { a: Int }", "schema { query: B }\ntype A { a: Int }\ntype B { a: Int }",
    "Fragments on the old root, and generated code that names it, no longer fit, even where the fields are the same.",
)  # fmt: skip
TYPE_ADDED = rule(
    "- type - added", S, "A type was added", "type Query { a: Int }", "type Query { a: Int }\ntype B { b: Int }"
)
TYPE_REMOVED = rule(
    "- type - removed", B, "A type was removed", "type Query { a: Int }\ntype B { b: Int }", "type Query { a: Int }",
    "Fragments and variables of that type, and generated code that names it, no longer fit.",
)  # fmt: skip
KIND_CHANGED = rule(
    "- type kind changed", B, "A type became one of another kind",
    f"{_A}scalar A", f"{_A}type A {{ a: Int }}",
    "A scalar is read as it is, an object by its fields, an interface or a union through fragments: no operation fits both.",
)  # fmt: skip
FIELD_ADDED = rule("out field - added", S, "A field was added", "type Query { a: Int }", "type Query { a: Int b: Int }")
FIELD_REMOVED = rule(
    "out field - removed", B, "A field was removed", "type Query { a: Int b: Int }", "type Query { a: Int }",
    "An operation that selects it is refused as a whole. A field that was deprecated breaks those who still select it all the "
    "same; give persisted operations to see who does.",
)  # fmt: skip
FIELD_NARROWED = rule(
    "out field type narrowed", S, "A field is no longer null", "type Query { a: [Int] }", "type Query { a: [Int!]! }",
    "Whoever copes with null copes without. An error in it now blanks the object around it.",
)  # fmt: skip
FIELD_WIDENED = rule(
    "out field type widened", B, "A field may be null where it was not", "type Query { a: Int! }", "type Query { a: Int }",
    "Consumers that rely on a value crash on null, and generated types change.",
)  # fmt: skip
FIELD_CHANGED = rule(
    "out field type changed", B, "A field has another type", "type Query { a: Int }", "type Query { a: String }",
    "Also where the new type implements the old interface: fragments on other types of the interface are refused.",
)  # fmt: skip
INTERFACE_ADDED = rule(
    "out interface - added", D, "A type implements one more interface",
    "interface I { a: Int }\ntype Query { a: Int i: I }", "interface I { a: Int }\ntype Query implements I { a: Int i: I }",
    "Where the interface is read, objects of a type that no consumer has seen may come.",
)  # fmt: skip
INTERFACE_REMOVED = rule(
    "out interface - removed", B, "A type no longer implements an interface",
    "interface I { a: Int }\ntype Query implements I { a: Int i: I }", "interface I { a: Int }\ntype Query { a: Int i: I }",
    "Fragments that go from the interface to the type, or back, are refused.",
)  # fmt: skip
MEMBER_ADDED = rule(
    "out union member added", D, "A union got one more member", f"{_UNION}union U = A", f"{_UNION}union U = A | B",
    "Consumers get objects that none of their fragments select anything of.",
)  # fmt: skip
MEMBER_REMOVED = rule(
    "out union member removed", B, "A union lost a member", f"{_UNION}union U = A | B", f"{_UNION}union U = A",
    "A fragment on that member is refused within the union.",
)  # fmt: skip
VALUE_ADDED = rule(
    "- enum value added", D, "An enum got one more value", f"{_BOTH}enum Size {{ S }}", f"{_BOTH}enum Size {{ S L }}",
    "Consumers that tell the values apart meet one they do not know.",
)  # fmt: skip
VALUE_REMOVED = rule(
    "- enum value removed", B, "An enum lost a value", f"{_BOTH}enum Size {{ S L }}", f"{_BOTH}enum Size {{ S }}",
    "Operations and variables that say it are refused.",
)  # fmt: skip
IN_VALUE_ADDED = rule(
    "in enum value added", S, "An enum that is only sent to the service got one more value",
    f"{_TAKES}enum Size {{ S }}", f"{_TAKES}enum Size {{ S L }}",
)  # fmt: skip
IN_VALUE_REMOVED = rule(
    "in enum value removed", B, "An enum that is only sent to the service lost a value",
    f"{_TAKES}enum Size {{ S L }}", f"{_TAKES}enum Size {{ S }}",
    "Operations and variables that say it are refused.",
)  # fmt: skip
OUT_VALUE_ADDED = rule(
    "out enum value added", D, "An enum that is only read got one more value",
    f"{_ENUM}enum Size {{ S }}", f"{_ENUM}enum Size {{ S L }}",
    "Consumers that tell the values apart meet one they do not know.",
)  # fmt: skip
OUT_VALUE_REMOVED = rule(
    "out enum value removed", B, "An enum that is only read lost a value",
    f"{_ENUM}enum Size {{ S L }}", f"{_ENUM}enum Size {{ S }}",
    "No operation is refused, but code that names the value no longer compiles against the generated types.",
)  # fmt: skip
RULES = (
    ROOT_ADDED, ROOT_REMOVED, ROOT_CHANGED, TYPE_ADDED, TYPE_REMOVED, KIND_CHANGED,
    FIELD_ADDED, FIELD_REMOVED, FIELD_NARROWED, FIELD_WIDENED, FIELD_CHANGED,
    INTERFACE_ADDED, INTERFACE_REMOVED, MEMBER_ADDED, MEMBER_REMOVED,
    VALUE_ADDED, VALUE_REMOVED, IN_VALUE_ADDED, IN_VALUE_REMOVED, OUT_VALUE_ADDED, OUT_VALUE_REMOVED,
)  # fmt: skip
