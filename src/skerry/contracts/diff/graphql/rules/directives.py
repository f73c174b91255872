"""Directives themselves, and where a schema uses those that are neither GraphQL's nor Federation's."""

from skerry.contracts.diff.graphql.rules.make import B, D, S, rule

_Q = "type Query { a: Int }"
_DEF = "directive @d(x: Int) on FIELD_DEFINITION\n"

ADDED = rule("- directive - added", S, "A directive was added", _Q, f"directive @d on FIELD\n{_Q}")
REMOVED = rule(
    "- directive - removed", B, "A directive was removed", f"directive @d on FIELD\n{_Q}", _Q,
    "Operations that use it, and subgraphs that are composed with this one, are refused.",
)  # fmt: skip
LOCATION_ADDED = rule(
    "- directive location added", S, "A directive may stand at one more place",
    f"directive @d on FIELD\n{_Q}", f"directive @d on FIELD | QUERY\n{_Q}",
)  # fmt: skip
LOCATION_REMOVED = rule(
    "- directive location removed", B, "A directive may no longer stand somewhere",
    f"directive @d on FIELD | QUERY\n{_Q}", f"directive @d on FIELD\n{_Q}",
    "Operations that have it there are refused.",
)  # fmt: skip
REPEATABLE_ADDED = rule(
    "- directive repeatable added", S, "A directive may be repeated",
    f"directive @d on FIELD\n{_Q}", f"directive @d repeatable on FIELD\n{_Q}",
)  # fmt: skip
REPEATABLE_REMOVED = rule(
    "- directive repeatable removed", B, "A directive may no longer be repeated",
    f"directive @d repeatable on FIELD\n{_Q}", f"directive @d on FIELD\n{_Q}",
    "Operations that have it twice are refused; dangerous only where no operation may have it.",
)  # fmt: skip
USE_ADDED = rule(
    "- directive-use - added", D, "A directive of the schema's own was added to something", f"{_DEF}{_Q}",
    f"{_DEF}type Query {{ a: Int @d }}",
    "What it does is up to the server: it may hide, guard, or change what it stands on.",
)  # fmt: skip
USE_REMOVED = rule(
    "- directive-use - removed", D, "A directive of the schema's own was removed from something",
    f"{_DEF}type Query {{ a: Int @d }}", f"{_DEF}{_Q}",
    "What it did is up to the server, a check of permissions for example.",
)  # fmt: skip
USE_CHANGED = rule(
    "- directive-use - changed", D, "A directive is used with other arguments",
    f"{_DEF}type Query {{ a: Int @d(x: 1) }}", f"{_DEF}type Query {{ a: Int @d(x: 2) }}",
)  # fmt: skip
RULES = (
    ADDED, REMOVED, LOCATION_ADDED, LOCATION_REMOVED, REPEATABLE_ADDED, REPEATABLE_REMOVED,
    USE_ADDED, USE_REMOVED, USE_CHANGED,
)  # fmt: skip
