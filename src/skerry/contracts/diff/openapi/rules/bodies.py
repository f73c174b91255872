"""Bodies, and the media types of all that is sent."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import JSON, B, S, answer, body, gathered, post, rule

BODY_NEEDED = rule(
    "in body required narrowed",
    B,
    "A body is required now",
    body(JSON),
    body(f"required: true, {JSON}"),
    "Requests without one are refused.",
)
BODY_FREE = rule(
    "in body required widened", S, "A body is no longer required", body(f"required: true, {JSON}"), body(JSON)
)
BODY_ADDED = rule("in body - added", S, "An optional body was added", post(), body(JSON))
BODY_REMOVED = rule(
    "in body - removed",
    B,
    "An operation takes no body any more",
    body(JSON),
    post(),
    "What consumers send is ignored or refused.",
)
_XML = "content: { application/json: { schema: { type: object } }, application/xml: {} }"
_PROBLEM = "content: { application/problem+json: { schema: { type: object } } }"
MEDIA_IN_REMOVED = rule(
    "in body media-type removed",
    B,
    "A media type is no longer accepted",
    body(_XML),
    body(JSON),
    "Requests in it get 415.",
)
MEDIA_IN_ADDED = rule("in body media-type added", S, "Another media type is accepted", body(JSON), body(_XML))
MEDIA_IN_NARROWED = rule(
    "in body media-type narrowed",
    B,
    "A more special media type is expected",
    body(JSON),
    body(_PROBLEM),
    "`application/json` is no `application/problem+json`.",
)
MEDIA_IN_WIDENED = rule(
    "in body media-type widened", S, "A more general media type is accepted", body(_PROBLEM), body(JSON)
)
MEDIA_OUT_REMOVED = rule(
    "out body media-type removed",
    B,
    "An answer no longer comes in a media type",
    answer(_XML),
    answer(JSON),
    "Who asks for it with `Accept` gets 406.",
)
MEDIA_OUT_ADDED = rule(
    "out body media-type added", S, "An answer comes in another media type too", answer(JSON), answer(_XML)
)
MEDIA_OUT_WIDENED = rule(
    "out body media-type widened",
    B,
    "An answer comes in a more general media type",
    answer(_PROBLEM),
    answer(JSON),
    "Readers that rely on `application/problem+json` meet `application/json`.",
)
MEDIA_OUT_NARROWED = rule(
    "out body media-type narrowed", S, "An answer comes in a more special media type", answer(JSON), answer(_PROBLEM)
)
ENCODING_CHANGED = rule(
    "in body encoding changed",
    B,
    "The parts of a form are encoded differently",
    body(
        "content: { multipart/form-data: { schema: { type: object }, encoding: { file: { contentType: image/png } } } }"
    ),
    body(
        "content: { multipart/form-data: { schema: { type: object }, encoding: { file: { contentType: image/gif } } } }"
    ),
    "A part sent in the old encoding is misread.",
)

RULES = gathered(dict(globals()))
