"""Answers: their statuses and headers."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import B, D, S, answer, api, gathered, rule

_TWO = "get:\n  responses: { '200': { description: done }, '202': { description: later } }"
_ONE = "get:\n  responses: { '200': { description: done } }"
_BAD = "get:\n  responses: { '200': { description: done }, '404': { description: none } }"
SUCCESS_REMOVED = rule(
    "out response success-status removed",
    B,
    "An answer of success was removed",
    api(_TWO),
    api(_ONE),
    "Consumers that wait for this status take another for a failure.",
)
SUCCESS_ADDED = rule(
    "out response success-status added", S, "Another answer of success was added", api(_ONE), api(_TWO)
)
FAILURE_REMOVED = rule(
    "out response failure-status removed",
    S,
    "An answer of failure was removed",
    api(_BAD),
    api(_ONE),
    "Nobody waits for a failure; code that handles it is idle.",
)
FAILURE_ADDED = rule(
    "out response failure-status added", S, "Another answer of failure was added", api(_ONE), api(_BAD)
)
_HEADER = "headers: { ETag: { required: true, schema: { type: string } } }"
_MAYBE = "headers: { ETag: { schema: { type: string } } }"
HEADER_LOST = rule(
    "out header required widened",
    B,
    "A header of an answer is no longer sure to come",
    answer(_HEADER),
    answer(_MAYBE),
    "Readers took it for granted.",
)
HEADER_SURE = rule(
    "out header required narrowed", S, "A header of an answer is sure to come now", answer(_MAYBE), answer(_HEADER)
)
HEADER_REMOVED = rule(
    "out header - removed",
    D,
    "A header of an answer was removed",
    answer(_MAYBE),
    answer("headers: {}"),
    "It was optional, but some may read it. One that was required counts as `out-header-required-widened`.",
)
HEADER_ADDED = rule("out header - added", S, "A header of an answer was added", answer("headers: {}"), answer(_MAYBE))

RULES = gathered(dict(globals()))
