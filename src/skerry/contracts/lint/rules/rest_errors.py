"""How REST APIs answer when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk, stated
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import operation
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_PROBLEM = "application/problem+json"
_MEMBERS = ("type", "title", "status", "detail")


@rule(
    "rest-client-error-missing", "An operation never refuses anything", Kind.OPERATION, level=Severity.NOTE,
    about="Every operation can be called wrongly; callers have to know what they get then.",
    fix="Describe its 4xx answers.",
    sound=operation("responses: {'200': {description: All}, '400': {description: A bad filter}}"),
    broken=operation("responses: {'200': {description: All}}"),
)  # fmt: skip
def client_error_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    statuses = stated(node)
    if statuses and not any(status.startswith("4") or status == "default" for status in statuses):
        yield Hit(node.place, f"{desk.operation(node).name} describes no 4xx answer")


@rule(
    "rest-error-media", "An error is not a problem document", Kind.RESPONSE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="RFC 9457 gives errors one form, which clients and gateways understand without knowing the API.",
    fix="Answer `application/problem+json`.",
    sound=operation("responses: {'404': {description: None, content: {application/problem+json: {}}}}"),
    broken=operation("responses: {'404': {description: None, content: {application/json: {}}}}"),
)  # fmt: skip
def error_media(node: Node, desk: Desk) -> Iterator[Hit]:
    content = node.raw.get("content")
    if node.key[:1] in ("4", "5") and isinstance(content, dict) and content and _PROBLEM not in content:
        yield Hit(node.place, f"{node.key} answers {', '.join(content)}")


@rule(
    "rest-error-empty", "An error says nothing", Kind.RESPONSE, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A status alone does not tell which field was wrong, or whether to try again.",
    fix="Answer `application/problem+json`.",
    sound=operation("responses: {'404': {description: None, content: {application/problem+json: {}}}}"),
    broken=operation("responses: {'404': {description: None}}"),
)  # fmt: skip
def error_empty(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key[:1] in ("4", "5") and not node.raw.get("content") and not node.raw.get("schema"):
        yield Hit(node.place, f"{node.key} has no content")


@rule(
    "rest-problem-members", "A problem document lacks members of the standard", Kind.MEDIA,
    about="RFC 9457 names `type`, `title`, `status` and `detail`; clients read these, not ours.",
    fix="Add the missing members to its schema.",
    sound=operation("""
    responses:
      '404':
        description: None
        content:
          application/problem+json:
            schema: {type: object, properties: {type: {}, title: {}, status: {}, detail: {}}}
    """),
    broken=operation("""
    responses:
      '404':
        description: None
        content: {application/problem+json: {schema: {type: object, properties: {message: {}}}}}
    """),
)  # fmt: skip
def problem_members(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key != _PROBLEM or "schema" not in node.raw:
        return
    raw = desk.child(node, "schema").raw
    properties = raw.get("properties")
    if isinstance(properties, dict) and not raw.keys() & {"allOf", "anyOf", "oneOf"}:
        missing = [name for name in _MEMBERS if name not in properties]
        if missing:
            yield Hit(node.place, f"the problem has no {', '.join(missing)}")


@rule(
    "rest-limit-unsaid", "An operation never says that there were too many calls", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Every service has a limit; callers that do not expect 429 retry at once and make it worse.",
    fix="Describe 429 with `Retry-After` and the RateLimit headers.",
    sound=operation("responses: {'429': {description: Too many}}"), broken=operation("responses: {'200': {description: All}}"),
)  # fmt: skip
def limit_unsaid(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node).responses
    if found and not found.keys() & {"429", "4XX", "default"}:
        yield Hit(node.place, f"{desk.operation(node).name} describes no 429")


@rule(
    "rest-retry-after", "Callers are not told when to come back", Kind.RESPONSE, level=Severity.NOTE,
    about="With 429 and 503 the header `Retry-After` (RFC 9110, 10.2.3) keeps all of them from coming back at once.",
    fix="Declare the header `Retry-After`.",
    sound=operation("responses: {'429': {description: Too many, headers: {Retry-After: {schema: {type: integer}}}}}"),
    broken=operation("responses: {'429': {description: Too many}}"),
)  # fmt: skip
def retry_after(node: Node, desk: Desk) -> Iterator[Hit]:
    headers = node.raw.get("headers")
    names = {name.lower() for name in headers} if isinstance(headers, dict) else set()
    if node.key in ("429", "503") and "retry-after" not in names:
        yield Hit(node.place, f"{node.key} has no Retry-After")


@rule(
    "rest-unauthorized-missing", "A guarded operation never says that it refuses", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A token that has run out is an everyday event; callers have to tell it from a mistake of theirs.",
    fix="Describe 401, and 403 where scopes are asked for.",
    sound=operation("security: [{token: []}]\nresponses: {'401': {description: No token}}"),
    broken=operation("security: [{token: []}]\nresponses: {'200': {description: All}}"),
)  # fmt: skip
def unauthorized_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    guarded = bool(found.security) and all(found.security)
    if guarded and found.responses and not found.responses.keys() & {"401", "403", "4XX", "default"}:
        yield Hit(node.place, f"{found.name} is guarded, and describes no 401")


@rule(
    "rest-lifecycle-sunset", "A deprecated operation has no end", Kind.OPERATION, keys=("deprecated",), level=Severity.NOTE,
    about="Without a date nobody moves, and the old version stays for ever.",
    fix="Write `x-sunset: 2027-03-31`, and send the headers Deprecation (RFC 9745) and Sunset (RFC 8594).",
    sound=operation("deprecated: true\nx-sunset: '2027-03-31'"), broken=operation("deprecated: true"),
)  # fmt: skip
def lifecycle_sunset(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["deprecated"] is True and "x-sunset" not in node.raw:
        yield Hit(node.place, f"{desk.operation(node).name} is deprecated without a date")


@rule(
    "rest-lifecycle-headers", "A deprecated operation does not tell its callers", Kind.OPERATION, keys=("deprecated",),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Who reads no documentation reads headers: RFC 9745 has Deprecation, RFC 8594 Sunset.",
    fix="Declare both headers on its answers.",
    sound=operation("""
    deprecated: true
    responses: {'200': {description: All, headers: {Deprecation: {schema: {}}, Sunset: {schema: {}}}}}
    """),
    broken=operation("deprecated: true\nresponses: {'200': {description: All}}"),
)  # fmt: skip
def lifecycle_headers(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["deprecated"] is not True:
        return
    for status, answer in desk.operation(node).responses.items():
        if answer.success and not {"deprecation", "sunset"} <= answer.headers.keys():
            yield Hit(answer.part.place, f"{status} of {desk.operation(node).name} has no Deprecation or no Sunset")
