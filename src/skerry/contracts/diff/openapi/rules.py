"""The rules of what surrounds the schemas of an HTTP API: operations, parameters, bodies, answers, security, servers.

Each has the smallest document that shows it, before and after; the catalogue's test compares them.
"""

from __future__ import annotations

from textwrap import indent

from skerry.contracts.change import Action, Direction, Level, Rule

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
ADDED, REMOVED, NARROWED, WIDENED, CHANGED = (
    Action.ADDED,
    Action.REMOVED,
    Action.NARROWED,
    Action.WIDENED,
    Action.CHANGED,
)
BREAKING, DANGEROUS, SAFE = Level.BREAKING, Level.DANGEROUS, Level.SAFE

_HEAD = "openapi: 3.1.0\ninfo: { title: Orders, version: 1.0.0 }\n"
_OK = "responses: { '200': { description: done } }"


def _api(operation: str = "", *, top: str = "") -> str:
    body = f"paths:\n  /orders:\n{indent(operation, '    ')}\n" if operation else "paths: {}\n"
    return f"{_HEAD}{top}{body}"


def _get(*lines: str) -> str:
    return _api("get:\n" + indent("\n".join((*lines, _OK)), "  "))


def _post(*lines: str) -> str:
    return _api("post:\n" + indent("\n".join((*lines, _OK)), "  "))


def _parameter(text: str) -> str:
    return _get(f"parameters: [{{ name: status, in: query, {text} }}]")


def _answer(text: str) -> str:
    return _api("get:\n" + indent(f"responses: {{ '200': {{ description: done, {text} }} }}", "  "))


def _body(text: str) -> str:
    return _post(f"requestBody: {{ {text} }}")


_NONE = _get()
_JSON = "content: { application/json: { schema: { type: object } } }"

OPERATION_REMOVED = Rule(
    BOTH,
    "operation",
    "itself",
    REMOVED,
    BREAKING,
    "An operation was removed",
    "Whoever calls it gets 404 or 405. Deprecate it with a sunset, and remove it after that day: then it is safe.",
    _get(),
    _api(),
)
OPERATION_ADDED = Rule(
    BOTH,
    "operation",
    "itself",
    ADDED,
    SAFE,
    "An operation was added",
    "Nobody calls it yet.",
    _api(),
    _get(),
)
DEPRECATION_ADDED = Rule(
    BOTH,
    "operation",
    "deprecation",
    ADDED,
    SAFE,
    "An operation was deprecated",
    "It still works. Say until when with `x-sunset`, and with the headers of RFC 9745 and RFC 8594.",
    _get(),
    _get("deprecated: true"),
)
DEPRECATION_REMOVED = Rule(
    BOTH,
    "operation",
    "deprecation",
    REMOVED,
    SAFE,
    "An operation is no longer deprecated",
    "",
    _get("deprecated: true"),
    _get(),
)
SUNSET_REMOVED = Rule(
    BOTH,
    "operation",
    "sunset",
    REMOVED,
    BREAKING,
    "The day of an operation's end was taken back or cannot be read",
    "Whoever planned by it no longer knows how long the operation lives. Write the day as `x-sunset: 2027-06-30`.",
    _get("deprecated: true", "x-sunset: '2099-06-30'"),
    _get("deprecated: true"),
)
SUNSET_ADDED = Rule(
    BOTH,
    "operation",
    "sunset",
    ADDED,
    SAFE,
    "An operation was given a day of its end",
    "",
    _get("deprecated: true"),
    _get("deprecated: true", "x-sunset: '2099-06-30'"),
)
SUNSET_NARROWED = Rule(
    BOTH,
    "operation",
    "sunset",
    NARROWED,
    BREAKING,
    "An operation ends earlier than was promised",
    "Consumers planned their migration by the day that was published.",
    _get("deprecated: true", "x-sunset: '2099-06-30'"),
    _get("deprecated: true", "x-sunset: '2098-06-30'"),
)
SUNSET_WIDENED = Rule(
    BOTH,
    "operation",
    "sunset",
    WIDENED,
    SAFE,
    "An operation ends later than was said",
    "",
    _get("deprecated: true", "x-sunset: '2098-06-30'"),
    _get("deprecated: true", "x-sunset: '2099-06-30'"),
)
STABILITY_NARROWED = Rule(
    BOTH,
    "operation",
    "stability",
    NARROWED,
    BREAKING,
    "An operation promises less stability than before",
    "`x-stability-level` goes draft, alpha, beta, stable; without it an operation is stable. A promise is not taken back.",
    _get("x-stability-level: stable"),
    _get("x-stability-level: beta"),
)
STABILITY_WIDENED = Rule(
    BOTH,
    "operation",
    "stability",
    WIDENED,
    SAFE,
    "An operation promises more stability than before",
    "",
    _get("x-stability-level: beta"),
    _get("x-stability-level: stable"),
)
ID_CHANGED = Rule(
    BOTH,
    "operation",
    "id",
    CHANGED,
    DANGEROUS,
    "The operationId changed",
    "The wire stays the same; generated clients name their methods after it and no longer compile.",
    _get("operationId: listOrders"),
    _get("operationId: findOrders"),
)
ID_REMOVED = Rule(
    BOTH,
    "operation",
    "id",
    REMOVED,
    DANGEROUS,
    "The operationId was removed",
    "Generated clients make up another name for the method.",
    _get("operationId: listOrders"),
    _get(),
)
ID_ADDED = Rule(
    BOTH, "operation", "id", ADDED, SAFE, "An operationId was added", "", _get(), _get("operationId: listOrders")
)
TAGS_CHANGED = Rule(
    BOTH,
    "operation",
    "tags",
    CHANGED,
    SAFE,
    "The tags of an operation changed",
    "Some generators group methods by tag.",
    _get("tags: [orders]"),
    _get("tags: [sales]"),
)

PARAMETER_REMOVED = Rule(
    IN,
    "parameter",
    "itself",
    REMOVED,
    DANGEROUS,
    "A parameter was removed",
    "Requests that send it are still answered, but no longer as was asked: a filter that is ignored returns more.",
    _parameter("schema: { type: string }"),
    _NONE,
)
PARAMETER_ADDED = Rule(
    IN,
    "parameter",
    "itself",
    ADDED,
    SAFE,
    "An optional parameter was added",
    "",
    _NONE,
    _parameter("schema: { type: string }"),
)
PARAMETER_SUNSET = Rule(
    IN,
    "parameter",
    "sunset",
    REMOVED,
    BREAKING,
    "A parameter was removed before its end, or its end cannot be read",
    "Its `x-sunset` promised it until a day that has not come.",
    _parameter("deprecated: true, x-sunset: '2099-06-30', schema: { type: string }"),
    _NONE,
)
PARAMETER_NEEDED = Rule(
    IN,
    "parameter",
    "required",
    NARROWED,
    BREAKING,
    "A parameter is required now",
    "Requests that leave it out are refused. Keep it optional, with the old behaviour for those who do not send it.",
    _NONE,
    _parameter("required: true, schema: { type: string }"),
)
PARAMETER_FREE = Rule(
    IN,
    "parameter",
    "required",
    WIDENED,
    SAFE,
    "A parameter is no longer required",
    "",
    _parameter("required: true, schema: { type: string }"),
    _parameter("schema: { type: string }"),
)
PARAMETER_MOVED = Rule(
    IN,
    "parameter",
    "location",
    CHANGED,
    BREAKING,
    "A parameter is expected elsewhere",
    "It was, say, in the query and is a header now; who sends it in the old place is not heard.",
    _parameter("schema: { type: string }"),
    _get("parameters: [{ name: status, in: header, schema: { type: string } }]"),
)
PARAMETER_STYLE = Rule(
    IN,
    "parameter",
    "style",
    CHANGED,
    BREAKING,
    "A parameter is written differently",
    "Lists and objects are joined or spread in another way; values sent in the old form are misread.",
    _parameter("explode: true, schema: { type: array }"),
    _parameter("explode: false, schema: { type: array }"),
)
PARAMETER_DEFAULT = Rule(
    IN,
    "parameter",
    "default",
    CHANGED,
    BREAKING,
    "The default of a parameter changed",
    "Requests that leave it out mean something else than before.",
    _parameter("schema: { type: string, default: open }"),
    _parameter("schema: { type: string, default: closed }"),
)
PARAMETER_DEFAULT_ADDED = Rule(
    IN,
    "parameter",
    "default",
    ADDED,
    BREAKING,
    "A parameter was given a default",
    "Requests that leave it out now mean that value. If it only writes down what always held, accept the change.",
    _parameter("schema: { type: string }"),
    _parameter("schema: { type: string, default: open }"),
)
PARAMETER_DEFAULT_REMOVED = Rule(
    IN,
    "parameter",
    "default",
    REMOVED,
    BREAKING,
    "A parameter has no default any more",
    "Requests that leave it out no longer mean that value.",
    _parameter("schema: { type: string, default: open }"),
    _parameter("schema: { type: string }"),
)
PARAMETER_DEPRECATED = Rule(
    IN,
    "parameter",
    "deprecation",
    ADDED,
    SAFE,
    "A parameter was deprecated",
    "",
    _parameter("schema: { type: string }"),
    _parameter("deprecated: true, schema: { type: string }"),
)
PARAMETER_REVIVED = Rule(
    IN,
    "parameter",
    "deprecation",
    REMOVED,
    SAFE,
    "A parameter is no longer deprecated",
    "",
    _parameter("deprecated: true, schema: { type: string }"),
    _parameter("schema: { type: string }"),
)
PARAMETER_STABILITY = Rule(
    IN,
    "parameter",
    "stability",
    NARROWED,
    BREAKING,
    "A parameter promises less stability than before",
    "",
    _parameter("schema: { type: string }"),
    _parameter("x-stability-level: alpha, schema: { type: string }"),
)

BODY_NEEDED = Rule(
    IN,
    "body",
    "required",
    NARROWED,
    BREAKING,
    "A body is required now",
    "Requests without one are refused.",
    _body(_JSON),
    _body(f"required: true, {_JSON}"),
)
BODY_FREE = Rule(
    IN,
    "body",
    "required",
    WIDENED,
    SAFE,
    "A body is no longer required",
    "",
    _body(f"required: true, {_JSON}"),
    _body(_JSON),
)
BODY_ADDED = Rule(IN, "body", "itself", ADDED, SAFE, "An optional body was added", "", _post(), _body(_JSON))
BODY_REMOVED = Rule(
    IN,
    "body",
    "itself",
    REMOVED,
    BREAKING,
    "An operation takes no body any more",
    "What consumers send is ignored or refused.",
    _body(_JSON),
    _post(),
)
_XML = "content: { application/json: { schema: { type: object } }, application/xml: {} }"
_PROBLEM = "content: { application/problem+json: { schema: { type: object } } }"
MEDIA_IN_REMOVED = Rule(
    IN,
    "body",
    "media-type",
    REMOVED,
    BREAKING,
    "A media type is no longer accepted",
    "Requests in it get 415.",
    _body(_XML),
    _body(_JSON),
)
MEDIA_IN_ADDED = Rule(
    IN, "body", "media-type", ADDED, SAFE, "Another media type is accepted", "", _body(_JSON), _body(_XML)
)
MEDIA_IN_NARROWED = Rule(
    IN,
    "body",
    "media-type",
    NARROWED,
    BREAKING,
    "A more special media type is expected",
    "`application/json` is no `application/problem+json`.",
    _body(_JSON),
    _body(_PROBLEM),
)
MEDIA_IN_WIDENED = Rule(
    IN,
    "body",
    "media-type",
    WIDENED,
    SAFE,
    "A more general media type is accepted",
    "",
    _body(_PROBLEM),
    _body(_JSON),
)
MEDIA_OUT_REMOVED = Rule(
    OUT,
    "body",
    "media-type",
    REMOVED,
    BREAKING,
    "An answer no longer comes in a media type",
    "Who asks for it with `Accept` gets 406.",
    _answer(_XML),
    _answer(_JSON),
)
MEDIA_OUT_ADDED = Rule(
    OUT,
    "body",
    "media-type",
    ADDED,
    SAFE,
    "An answer comes in another media type too",
    "",
    _answer(_JSON),
    _answer(_XML),
)
MEDIA_OUT_WIDENED = Rule(
    OUT,
    "body",
    "media-type",
    WIDENED,
    BREAKING,
    "An answer comes in a more general media type",
    "Readers that rely on `application/problem+json` meet `application/json`.",
    _answer(_PROBLEM),
    _answer(_JSON),
)
MEDIA_OUT_NARROWED = Rule(
    OUT,
    "body",
    "media-type",
    NARROWED,
    SAFE,
    "An answer comes in a more special media type",
    "",
    _answer(_JSON),
    _answer(_PROBLEM),
)
ENCODING_CHANGED = Rule(
    IN,
    "body",
    "encoding",
    CHANGED,
    BREAKING,
    "The parts of a form are encoded differently",
    "A part sent in the old encoding is misread.",
    _body(
        "content: { multipart/form-data: { schema: { type: object }, encoding: { file: { contentType: image/png } } } }"
    ),
    _body(
        "content: { multipart/form-data: { schema: { type: object }, encoding: { file: { contentType: image/gif } } } }"
    ),
)

_TWO = "get:\n  responses: { '200': { description: done }, '202': { description: later } }"
_ONE = "get:\n  responses: { '200': { description: done } }"
_BAD = "get:\n  responses: { '200': { description: done }, '404': { description: none } }"
SUCCESS_REMOVED = Rule(
    OUT,
    "response",
    "success-status",
    REMOVED,
    BREAKING,
    "An answer of success was removed",
    "Consumers that wait for this status take another for a failure.",
    _api(_TWO),
    _api(_ONE),
)
SUCCESS_ADDED = Rule(
    OUT, "response", "success-status", ADDED, SAFE, "Another answer of success was added", "", _api(_ONE), _api(_TWO)
)
FAILURE_REMOVED = Rule(
    OUT,
    "response",
    "failure-status",
    REMOVED,
    SAFE,
    "An answer of failure was removed",
    "Nobody waits for a failure; code that handles it is idle.",
    _api(_BAD),
    _api(_ONE),
)
FAILURE_ADDED = Rule(
    OUT, "response", "failure-status", ADDED, SAFE, "Another answer of failure was added", "", _api(_ONE), _api(_BAD)
)
_HEADER = "headers: { ETag: { required: true, schema: { type: string } } }"
_MAYBE = "headers: { ETag: { schema: { type: string } } }"
HEADER_LOST = Rule(
    OUT,
    "header",
    "required",
    WIDENED,
    BREAKING,
    "A header of an answer is no longer sure to come",
    "Readers took it for granted.",
    _answer(_HEADER),
    _answer(_MAYBE),
)
HEADER_SURE = Rule(
    OUT,
    "header",
    "required",
    NARROWED,
    SAFE,
    "A header of an answer is sure to come now",
    "",
    _answer(_MAYBE),
    _answer(_HEADER),
)
HEADER_REMOVED = Rule(
    OUT,
    "header",
    "itself",
    REMOVED,
    DANGEROUS,
    "A header of an answer was removed",
    "It was optional, but some may read it. One that was required counts as `out-header-required-widened`.",
    _answer(_MAYBE),
    _answer("headers: {}"),
)
HEADER_ADDED = Rule(
    OUT, "header", "itself", ADDED, SAFE, "A header of an answer was added", "", _answer("headers: {}"), _answer(_MAYBE)
)

_SCHEMES = """components:
  securitySchemes:
    key: { type: apiKey, in: header, name: key }
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: { read: read, write: write } } } }
"""


def _secured(security: str) -> str:
    return _api(f"get:\n  {security}\n  {_OK}", top=_SCHEMES)


SECURITY_NARROWED = Rule(
    IN,
    "security",
    "requirement",
    NARROWED,
    BREAKING,
    "An operation asks for more than before to let somebody in",
    "A caller who was let in with what it has is refused: a scheme, a scope was added, or an alternative was taken away.",
    _secured("security: [{ login: [read] }]"),
    _secured("security: [{ login: [read, write] }]"),
)
SECURITY_WIDENED = Rule(
    IN,
    "security",
    "requirement",
    WIDENED,
    DANGEROUS,
    "An operation lets in more callers than before",
    "Nobody is refused, but a protection was weakened. Accept it with a reason, if it is meant.",
    _secured("security: [{ login: [read, write] }]"),
    _secured("security: [{ login: [read] }]"),
)
SECURITY_CHANGED = Rule(
    IN,
    "security",
    "requirement",
    CHANGED,
    BREAKING,
    "An operation lets callers in by other means",
    "Who was let in is refused, and others are let in.",
    _secured("security: [{ key: [] }]"),
    _secured("security: [{ login: [read] }]"),
)
SCHEME_CHANGED = Rule(
    IN,
    "security",
    "scheme",
    CHANGED,
    BREAKING,
    "A security scheme means something else",
    "Credentials are expected in another place, or come from elsewhere.",
    _api(top=_SCHEMES),
    _api(top=_SCHEMES.replace("in: header", "in: query")),
)
SCHEME_REMOVED = Rule(
    IN,
    "security",
    "scheme",
    REMOVED,
    DANGEROUS,
    "A security scheme was removed",
    "The operations that asked for it show what that means; if none did, nothing changes.",
    _api(top=_SCHEMES),
    _api(top="\n".join(line for line in _SCHEMES.splitlines() if "key:" not in line) + "\n"),
)
SCHEME_ADDED = Rule(
    IN,
    "security",
    "scheme",
    ADDED,
    SAFE,
    "A security scheme was added",
    "",
    _api(top="\n".join(line for line in _SCHEMES.splitlines() if "key:" not in line) + "\n"),
    _api(top=_SCHEMES),
)
SERVER_REMOVED = Rule(
    BOTH,
    "server",
    "itself",
    REMOVED,
    DANGEROUS,
    "A server was removed",
    "Who calls it by this address finds nothing, unless it is only no longer written down.",
    _api(top="servers: [{ url: https://a.example.com }, { url: https://b.example.com }]\n"),
    _api(top="servers: [{ url: https://a.example.com }]\n"),
)
SERVER_ADDED = Rule(
    BOTH,
    "server",
    "itself",
    ADDED,
    SAFE,
    "A server was added",
    "",
    _api(top="servers: [{ url: https://a.example.com }]\n"),
    _api(top="servers: [{ url: https://a.example.com }, { url: https://b.example.com }]\n"),
)
_HOOK = "webhooks:\n  shipped:\n    post:\n      responses: { '200': { description: seen } }\n"
WEBHOOK_REMOVED = Rule(
    BOTH,
    "webhook",
    "itself",
    REMOVED,
    BREAKING,
    "A webhook was removed",
    "Those who wait for its call wait in vain.",
    _api(top=_HOOK),
    _api(),
)
WEBHOOK_ADDED = Rule(BOTH, "webhook", "itself", ADDED, SAFE, "A webhook was added", "", _api(), _api(top=_HOOK))
_CALLBACK = "callbacks: { paid: { '{$request.body#/url}': { post: { responses: { '200': { description: seen } } } } } }"
CALLBACK_REMOVED = Rule(
    BOTH,
    "callback",
    "itself",
    REMOVED,
    BREAKING,
    "A callback was removed",
    "Those who gave their address wait in vain.",
    _get(_CALLBACK),
    _get(),
)
CALLBACK_ADDED = Rule(
    BOTH,
    "callback",
    "itself",
    ADDED,
    SAFE,
    "A callback was added",
    "",
    _get(),
    _get(_CALLBACK),
)
VERSION_STALE = Rule(
    BOTH,
    "document",
    "version",
    CHANGED,
    DANGEROUS,
    "Something breaks, but the major version did not grow",
    "Consumers judge by the version (semver.org) whether they can take an update as it comes.",
)

RULES = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
