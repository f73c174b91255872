"""Operations as a whole: their life, their promises and their names."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import B, D, S, api, gathered, get, rule

OPERATION_REMOVED = rule(
    "- operation - removed",
    B,
    "An operation was removed",
    get(),
    api(),
    "Whoever calls it gets 404 or 405. Deprecate it with a sunset, and remove it after that day: then it is safe.",
)
OPERATION_ADDED = rule("- operation - added", S, "An operation was added", api(), get(), "Nobody calls it yet.")
DEPRECATION_ADDED = rule(
    "- operation deprecation added",
    S,
    "An operation was deprecated",
    get(),
    get("deprecated: true"),
    "It still works. Say until when with `x-sunset`, and with the headers of RFC 9745 and RFC 8594.",
)
DEPRECATION_REMOVED = rule(
    "- operation deprecation removed", S, "An operation is no longer deprecated", get("deprecated: true"), get()
)
SUNSET_REMOVED = rule(
    "- operation sunset removed",
    B,
    "The day of an operation's end was taken back or cannot be read",
    get("deprecated: true", "x-sunset: '2099-06-30'"),
    get("deprecated: true"),
    "Whoever planned by it no longer knows how long the operation lives. Write the day as `x-sunset: 2027-06-30`.",
)
SUNSET_ADDED = rule(
    "- operation sunset added",
    S,
    "An operation was given a day of its end",
    get("deprecated: true"),
    get("deprecated: true", "x-sunset: '2099-06-30'"),
)
SUNSET_NARROWED = rule(
    "- operation sunset narrowed",
    B,
    "An operation ends earlier than was promised",
    get("deprecated: true", "x-sunset: '2099-06-30'"),
    get("deprecated: true", "x-sunset: '2098-06-30'"),
    "Consumers planned their migration by the day that was published.",
)
SUNSET_WIDENED = rule(
    "- operation sunset widened",
    S,
    "An operation ends later than was said",
    get("deprecated: true", "x-sunset: '2098-06-30'"),
    get("deprecated: true", "x-sunset: '2099-06-30'"),
)
STABILITY_NARROWED = rule(
    "- operation stability narrowed",
    B,
    "An operation promises less stability than before",
    get("x-stability-level: stable"),
    get("x-stability-level: beta"),
    "`x-stability-level` goes draft, alpha, beta, stable; without it an operation is stable. A promise is not taken back.",
)
STABILITY_WIDENED = rule(
    "- operation stability widened",
    S,
    "An operation promises more stability than before",
    get("x-stability-level: beta"),
    get("x-stability-level: stable"),
)
ID_CHANGED = rule(
    "- operation id changed",
    D,
    "The operationId changed",
    get("operationId: listOrders"),
    get("operationId: findOrders"),
    "The wire stays the same; generated clients name their methods after it and no longer compile.",
)
ID_REMOVED = rule(
    "- operation id removed",
    D,
    "The operationId was removed",
    get("operationId: listOrders"),
    get(),
    "Generated clients make up another name for the method.",
)
ID_ADDED = rule("- operation id added", S, "An operationId was added", get(), get("operationId: listOrders"))
TAGS_CHANGED = rule(
    "- operation tags changed",
    S,
    "The tags of an operation changed",
    get("tags: [orders]"),
    get("tags: [sales]"),
    "Some generators group methods by tag.",
)

RULES = gathered(dict(globals()))
