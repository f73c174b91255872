"""What operations of REST APIs answer when all goes well: status codes, headers, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk, part, stated, top
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation
from skerry.formats.openapi import Operation
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_PAGES = re.compile(
    r"limit|cursor|offset|after|before|first|last|top|skip|max_?results|marker|(page|per)_?\w*", re.IGNORECASE
)
_SIZES = re.compile(r"limit|(page_?|)size|per_?page|first|top|max_?results|count", re.IGNORECASE)
_STATUS = re.compile(r"[1-5]\d\d|[1-5]XX|default")


def _listed(desk: Desk, found: Operation) -> bool:
    """Whether a successful answer is an array, bare or as `items`, `data` or the like of an object."""
    for answer in found.responses.values():
        for content in answer.content.values() if answer.success else ():
            raw = desk.follow(content.schema).raw if content.schema else {}
            if _array(raw):
                return True
    return False


def _array(raw: object) -> bool:
    return isinstance(raw, dict) and (raw.get("type") == "array" or "items" in raw)


@rule(
    "rest-success-missing", "An operation has no answer for success", Kind.OPERATION,
    about="Nobody can tell what to expect when all goes well.",
    fix="Describe its 2xx (or 3xx) answer.",
    sound=operation("responses: {'200': {description: The orders}}"),
    broken=operation("responses: {'404': {description: No such customer}}"),
)  # fmt: skip
def success_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    statuses = stated(node)
    if not any(status[0] in "123" or status == "default" for status in statuses):
        yield Hit(node.place, f"{desk.operation(node).name} has no answer for success")


@rule(
    "rest-status-unknown", "A status code does not exist", Kind.OPERATION, keys=("responses",), level=Severity.ERROR,
    about="Codes run from 100 to 599; a class is written as `4XX`.",
    fix="Use a code of RFC 9110.",
    sound=operation("responses: {'404': {description: No such order}}"),
    broken=operation("responses: {'999': {description: No such order}}"),
)  # fmt: skip
def status_unknown(node: Node, desk: Desk) -> Iterator[Hit]:
    responses = node.raw["responses"]
    for status in responses if isinstance(responses, dict) else ():
        if not status.startswith("x-") and not _STATUS.fullmatch(status):
            yield Hit(node.below("responses", status), f"there is no status {status}")


@rule(
    "rest-no-content-body", "An answer without content has some", Kind.RESPONSE, level=Severity.ERROR,
    about="With 204, 205 and 304 nothing follows the headers (RFC 9110); clients do not read what is sent.",
    fix="Answer 200, or drop the content.",
    sound=operation("responses: {'204': {description: Deleted}}", method="delete"),
    broken=operation("responses: {'204': {description: Gone, content: {application/json: {}}}}", method="delete"),
)  # fmt: skip
def no_content_body(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key in ("204", "205", "304") and (node.raw.get("content") or node.raw.get("schema")):
        yield Hit(node.place, f"{node.key} has content")


@rule(
    "rest-created-location", "What was created cannot be found", Kind.OPERATION, keys=("responses",),
    level=Severity.NOTE,
    about="With 201 the header `Location` says where the new resource is (RFC 9110, 10.2.2).",
    fix="Declare the header `Location` on the answer.",
    sound=operation("responses: {'201': {description: Placed, headers: {Location: {schema: {}}}}}", method="post"),
    broken=operation("responses: {'201': {description: Placed}}", method="post"),
)  # fmt: skip
def created_location(node: Node, desk: Desk) -> Iterator[Hit]:
    answer = desk.operation(node).responses.get("201") if "201" in stated(node) else None
    if node.key == "post" and answer and "location" not in answer.headers:
        yield Hit(node.below("responses", "201"), f"{desk.operation(node).name} answers 201 without Location")


@rule(
    "rest-accepted-status", "Long work cannot be followed", Kind.OPERATION, keys=("responses",), level=Severity.NOTE,
    about="With 202 nothing has happened yet; a caller needs a place to ask how it went.",
    fix="Declare `Location` (or `Operation-Location`) with the URL of the status.",
    sound=operation("responses: {'202': {description: Begun, headers: {Location: {schema: {}}}}}", method="post"),
    broken=operation("responses: {'202': {description: Begun}}", method="post"),
)  # fmt: skip
def accepted_status(node: Node, desk: Desk) -> Iterator[Hit]:
    answer = desk.operation(node).responses.get("202") if "202" in stated(node) else None
    if answer and not answer.content and not answer.headers.keys() & {"location", "operation-location", "link"}:
        yield Hit(node.below("responses", "202"), f"{desk.operation(node).name} answers 202 without a place to ask")


@rule(
    "rest-patch-media", "A patch does not say what kind it is", Kind.OPERATION, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="`application/json` says nothing about what a missing or a null member does; merge patch (RFC 7396) does.",
    fix="Take `application/merge-patch+json` or `application/json-patch+json`.",
    sound=operation("requestBody: {content: {application/merge-patch+json: {}}}", "/orders/{id}", "patch"),
    broken=operation("requestBody: {content: {application/json: {}}}", "/orders/{id}", "patch"),
)  # fmt: skip
def patch_media(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    if node.key == "patch" and found.body and not any("patch" in media for media in found.body.content):
        yield Hit(node.place, f"{found.name} takes {', '.join(found.body.content)}")


@rule(
    "rest-update-unguarded", "An update can overwrite another one", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Two clients that read and write the same resource lose one of their changes, unless the server compares ETags.",
    fix="Take the header `If-Match`; answer 412 when it does not match, and 428 when it is missing.",
    sound=operation("parameters: [{name: If-Match, in: header, schema: {type: string}}]", "/orders/{id}", "put"),
    broken=operation("summary: Change an order", "/orders/{id}", "put"),
)  # fmt: skip
def update_unguarded(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    if node.key in ("put", "patch") and ("header", "if-match") not in found.parameters:
        yield Hit(node.place, f"{found.name} takes no If-Match")


@rule(
    "rest-etag-missing", "A resource has no ETag", Kind.OPERATION, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Without it clients can neither cache an answer nor guard an update.",
    fix="Declare the header `ETag`, and answer 304 to `If-None-Match`.",
    sound=operation("responses: {'200': {description: It, headers: {ETag: {schema: {}}}}}", "/orders/{id}"),
    broken=operation("responses: {'200': {description: It}}", "/orders/{id}"),
)  # fmt: skip
def etag_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    answer = found.responses.get("200")
    if node.key == "get" and found.path.endswith("}") and answer and "etag" not in answer.headers:
        yield Hit(node.below("responses", "200"), f"{found.name} answers without ETag")


@rule(
    "rest-idempotency-key", "A command cannot be repeated safely", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A client that got no answer has to send again; without a key the order is placed twice.",
    fix="Take the header `Idempotency-Key`; answer 409 while the first is in progress, 422 for another body.",
    sound=operation("parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]", method="post"),
    broken=operation("summary: Place an order", method="post"),
)  # fmt: skip
def idempotency_key(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    if node.key == "post" and ("header", "idempotency-key") not in found.parameters:
        yield Hit(node.place, f"{found.name} takes no Idempotency-Key")


@rule(
    "rest-list-unpaged", "A list has no pages", Kind.OPERATION, level=Severity.NOTE,
    about="It works until there are many; then neither side has enough memory or time, and pages would break every caller.",
    fix="Take `limit` and `cursor`, and answer with the next cursor.",
    sound=operation("""
    parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
    responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {}}}}}}
    """),
    broken=operation("""
    responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {}}}}}}
    """),
)  # fmt: skip
def list_unpaged(node: Node, desk: Desk) -> Iterator[Hit]:
    found = desk.operation(node)
    if node.key != "get" or not top(node) or any(_PAGES.fullmatch(each.name) for each in found.parameters.values()):
        return
    if _listed(desk, found):
        yield Hit(node.place, f"{found.name} answers a list without pages")


@rule(
    "rest-bare-array", "An answer is a bare array", Kind.OPERATION, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Nothing can be added beside an array later (a cursor, a total) without breaking everybody.",
    fix="Answer an object with the list in it.",
    sound=operation("""
    responses: {'200': {description: All, content: {application/json: {schema: {type: object}}}}}
    """),
    broken=operation("""
    responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {}}}}}}
    """),
)  # fmt: skip
def bare_array(node: Node, desk: Desk) -> Iterator[Hit]:
    if _listed(desk, desk.operation(node)):
        yield Hit(node.place, f"{desk.operation(node).name} answers a bare array")


@rule(
    "rest-page-size-unbounded", "A page may have any size", Kind.PARAMETER, keys=("name",),
    about="`limit=1000000` is then a valid way to take the service down.",
    fix="Give it a `maximum`.",
    sound=operation("parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]"),
    broken=operation("parameters: [{name: limit, in: query, schema: {type: integer}}]"),
)  # fmt: skip
def page_size_unbounded(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.get("in") != "query" or not _SIZES.fullmatch(str(node.raw["name"])):
        return
    raw = part(node).raw if desk.swagger else desk.child(node, "schema").raw
    if raw.get("type") in ("integer", "number") and not raw.keys() & {"maximum", "exclusiveMaximum", "enum"}:
        yield Hit(node.place, f"{node.raw['name']} has no maximum")


@rule(
    "rest-trace-context", "A call cannot be followed through services", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.AUDITOR,
    about="With `traceparent` (W3C Trace Context) a request is one trace, from the first to the last service.",
    fix="Take the header `traceparent`.",
    sound=operation("parameters: [{name: traceparent, in: header, schema: {type: string}}]"), broken=operation("summary: All"),
)  # fmt: skip
def trace_context(node: Node, desk: Desk) -> Iterator[Hit]:
    if ("header", "traceparent") not in desk.operation(node).parameters:
        yield Hit(node.place, f"{desk.operation(node).name} takes no traceparent")


@rule(
    "rest-timeout-unsaid", "Callers are not told how long to wait", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.AUDITOR,
    about="A caller's time-out has to be longer than the work takes, and its retries have to fit its own budget.",
    fix="Say `x-timeout-ms` and `x-retryable`.",
    sound=operation("x-timeout-ms: 500"), broken=operation("summary: All"),
)  # fmt: skip
def timeout_unsaid(node: Node, desk: Desk) -> Iterator[Hit]:
    if "x-timeout-ms" not in node.raw:
        yield Hit(node.place, f"{desk.operation(node).name} has no x-timeout-ms")


@rule(
    "rest-health-public", "A health check is part of a public API", Kind.PATH,
    about="Outsiders learn what fails, and monitoring becomes a promise.",
    fix="Keep it out of the document, or give the document another audience.",
    sound=api("info: {title: Orders, version: 1.0.0, x-audience: public}\npaths: {/orders: {}}"),
    broken=api("info: {title: Orders, version: 1.0.0, x-audience: public}\npaths: {/health: {}}"),
)  # fmt: skip
def health_public(node: Node, desk: Desk) -> Iterator[Hit]:
    info = desk.raw.get("info")
    public = isinstance(info, dict) and info.get("x-audience") == "public"
    if public and re.fullmatch(r"/(health|healthz|ready|readyz|live|livez|readiness|liveness|metrics)", node.key):
        yield Hit(node.place, f"{node.key} is public")
