"""What Envoy itself says when something does not work, in RFC 9457's words, like the plain gateway."""

from __future__ import annotations

from typing import Any

from skerry.generate.gateway.envoy.bounds import LARGEST_BODY, LARGEST_HEAD, MOST_HEADERS

Object = dict[str, Any]
_SERVICE = "%METADATA(ROUTE:skerry:service)%"
_KINDS = (
    (400, "bad-request", "Bad request", "the request can't be read"),
    (404, "not-found", "Not found", "nothing is served at %PATH(NQ)%"),
    (405, "method-not-allowed", "Method not allowed", "%LOCAL_REPLY_BODY%"),
    (408, "request-timeout", "Request timeout", "the request has not come in time"),
    (413, "content-too-large", "Content too large", f"a body may have {LARGEST_BODY} bytes"),
    (429, "too-many-requests", "Too many requests", f"{_SERVICE} is asked too often"),
    (
        431, "headers-too-large", "Request header fields too large",
        f"a head may have {LARGEST_HEAD * 1024} bytes, in {MOST_HEADERS} fields",
    ),
    (502, "bad-gateway", "Bad gateway", f"{_SERVICE} gave no answer"),
    (503, "unavailable", "Service unavailable", f"{_SERVICE} can't be reached"),
    (504, "timeout", "Gateway timeout", f"{_SERVICE} has not answered in time"),
)  # fmt: skip
_LATER = {429: "%METADATA(ROUTE:skerry:again)%", 503: "1"}


def replies(base: str) -> Object:
    """The configuration of local replies; `base` is what the types of problems begin with."""
    return {"mappers": [_spoken(), *(_mapper(base, *each) for each in _KINDS), _other()]}


def _mapper(base: str, status: int, kind: str, title: str, detail: str) -> Object:
    found: Object = {"filter": _status("EQ", status), "body_format_override": _body(base, kind, title, detail)}
    if status in _LATER:
        found["headers_to_add"] = [
            {"header": {"key": "Retry-After", "value": _LATER[status]}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        ]
    return found


def _spoken() -> Object:
    """To a call of gRPC a problem is a status; what stands in the body becomes its message."""
    asked = {"name": "content-type", "string_match": {"prefix": "application/grpc"}}
    filters = [{"header_filter": {"header": asked}}, _status("GE", 400)]
    said = {"text_format_source": {"inline_string": "the gateway: %RESPONSE_CODE_DETAILS%"}}
    return {"filter": {"and_filter": {"filters": filters}}, "body_format_override": said}


def _other() -> Object:
    """Whatever else there may be, by its status alone."""
    body = {"type": "about:blank", "title": "Error", "status": "%RESPONSE_CODE%", "detail": "%LOCAL_REPLY_BODY%"}
    return {
        "filter": _status("GE", 400),
        "body_format_override": {"json_format": body, "content_type": "application/problem+json"},
    }


def _body(base: str, kind: str, title: str, detail: str) -> Object:
    body = {"type": f"{base}/{kind}", "title": title, "status": "%RESPONSE_CODE%", "detail": detail}
    return {"json_format": body, "content_type": "application/problem+json"}


def _status(op: str, value: int) -> Object:
    comparison = {"op": op, "value": {"default_value": value, "runtime_key": f"skerry.status.{value}"}}
    return {"status_code_filter": {"comparison": comparison}}
