"""Parameters of a request."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import NONE, B, D, S, gathered, get, parameter, rule

PARAMETER_REMOVED = rule(
    "in parameter - removed",
    D,
    "A parameter was removed",
    parameter("schema: { type: string }"),
    NONE,
    "Requests that send it are still answered, but no longer as was asked: a filter that is ignored returns more.",
)
PARAMETER_ADDED = rule(
    "in parameter - added", S, "An optional parameter was added", NONE, parameter("schema: { type: string }")
)
PARAMETER_SUNSET = rule(
    "in parameter sunset removed",
    B,
    "A parameter was removed before its end, or its end cannot be read",
    parameter("deprecated: true, x-sunset: '2099-06-30', schema: { type: string }"),
    NONE,
    "Its `x-sunset` promised it until a day that has not come.",
)
PARAMETER_NEEDED = rule(
    "in parameter required narrowed",
    B,
    "A parameter is required now",
    NONE,
    parameter("required: true, schema: { type: string }"),
    "Requests that leave it out are refused. Keep it optional, with the old behaviour for those who do not send it.",
)
PARAMETER_FREE = rule(
    "in parameter required widened",
    S,
    "A parameter is no longer required",
    parameter("required: true, schema: { type: string }"),
    parameter("schema: { type: string }"),
)
PARAMETER_MOVED = rule(
    "in parameter location changed",
    B,
    "A parameter is expected elsewhere",
    parameter("schema: { type: string }"),
    get("parameters: [{ name: status, in: header, schema: { type: string } }]"),
    "It was, say, in the query and is a header now; who sends it in the old place is not heard.",
)
PARAMETER_STYLE = rule(
    "in parameter style changed",
    B,
    "A parameter is written differently",
    parameter("explode: true, schema: { type: array }"),
    parameter("explode: false, schema: { type: array }"),
    "Lists and objects are joined or spread in another way; values sent in the old form are misread.",
)
PARAMETER_DEFAULT = rule(
    "in parameter default changed",
    B,
    "The default of a parameter changed",
    parameter("schema: { type: string, default: open }"),
    parameter("schema: { type: string, default: closed }"),
    "Requests that leave it out mean something else than before.",
)
PARAMETER_DEFAULT_ADDED = rule(
    "in parameter default added",
    B,
    "A parameter was given a default",
    parameter("schema: { type: string }"),
    parameter("schema: { type: string, default: open }"),
    "Requests that leave it out now mean that value. If it only writes down what always held, accept the change.",
)
PARAMETER_DEFAULT_REMOVED = rule(
    "in parameter default removed",
    B,
    "A parameter has no default any more",
    parameter("schema: { type: string, default: open }"),
    parameter("schema: { type: string }"),
    "Requests that leave it out no longer mean that value.",
)
PARAMETER_DEPRECATED = rule(
    "in parameter deprecation added",
    S,
    "A parameter was deprecated",
    parameter("schema: { type: string }"),
    parameter("deprecated: true, schema: { type: string }"),
)
PARAMETER_REVIVED = rule(
    "in parameter deprecation removed",
    S,
    "A parameter is no longer deprecated",
    parameter("deprecated: true, schema: { type: string }"),
    parameter("schema: { type: string }"),
)
PARAMETER_STABILITY = rule(
    "in parameter stability narrowed",
    B,
    "A parameter promises less stability than before",
    parameter("schema: { type: string }"),
    parameter("x-stability-level: alpha, schema: { type: string }"),
    "`x-stability-level` goes draft, alpha, beta, stable; without it a parameter is stable. A promise is not taken back.",
)

RULES = gathered(dict(globals()))
