"""Requests of GraphQL over HTTP: what is asked, and which media type the answer has (GraphQL over HTTP, draft of 2025).

A form or plain text is refused: browsers send those to other sites without asking them first, and JSON never.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.refusal import Refusal, too_much

RESPONSE, JSON = "application/graphql-response+json", "application/json"
_ANY = frozenset(("*/*", "application/*"))
_SHORT = 20  # parameters of a query string


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation that is asked for. `reading`: it came with GET, so that it may change nothing."""

    query: str
    operation: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    reading: bool = False


def media(accept: str) -> str:
    """The media type of the answer.

    Raises:
        Refusal: the caller takes none that there is.
    """
    if not accept.strip():
        return RESPONSE
    wanted: list[tuple[float, str]] = []
    for each in accept.split(","):
        name, *parameters = (part.strip().lower() for part in each.split(";"))
        found = RESPONSE if name in _ANY else name
        weight = next((_weight(part) for part in parameters if part.startswith("q=")), 1.0)
        if found in (RESPONSE, JSON) and weight > 0:
            wanted.append((-weight, found))
    if not wanted:
        raise Refusal("NOT_ACCEPTABLE", f"there is {RESPONSE} and {JSON}", 406)
    return sorted(wanted, key=lambda each: each[0])[0][1]


def read(method: str, query: str, content: str, body: bytes, limits: Limits) -> tuple[list[Asked], bool]:
    """What is asked, and whether it came as a list.

    Args:
        method: of HTTP.
        query: what stands behind the question mark of the address.
        content: the header Content-Type.
        body: of the request.
        limits: how much there may be.

    Raises:
        Refusal: it can't be read.
    """
    if method == "GET":
        return [_of_address(query, limits)], False
    if method != "POST":
        raise Refusal("METHOD_NOT_ALLOWED", "there is GET and POST", 405, headers=(("allow", "GET, POST"),))
    kind, _, parameters = content.partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2]
    if kind.strip().lower() != JSON or charset not in ("", "utf-8", "utf8"):
        raise Refusal("UNSUPPORTED_MEDIA_TYPE", f"a request has to be {JSON}, in UTF-8", 415)
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("BAD_REQUEST", f"the body has to be a JSON document: {error}") from error
    if not isinstance(said, list):
        return [_of_json(said, limits)], False
    if not said or len(said) > limits.batch:
        raise too_much(f"the request has {len(said)} operations, and needs one", limits.batch, "batch")
    return [_of_json(each, limits) for each in said], True


def _of_json(said: Any, limits: Limits) -> Asked:
    if not isinstance(said, dict):
        raise Refusal(
            "BAD_REQUEST", "a request is a JSON object with `query`, and maybe `variables` and `operationName`"
        )
    query, name, variables = said.get("query"), said.get("operationName"), said.get("variables")
    if not isinstance(query, str):
        raise Refusal("BAD_REQUEST", "`query` has to be a text: the document")
    if name is not None and not isinstance(name, str):
        raise Refusal("BAD_REQUEST", "`operationName` has to be a text, or null")
    if variables is not None and not isinstance(variables, dict):
        raise Refusal("BAD_REQUEST", "`variables` has to be a JSON object, or null")
    if not isinstance(said.get("extensions") or {}, dict):
        raise Refusal("BAD_REQUEST", "`extensions` has to be a JSON object, or null")
    _bounded(variables or {}, limits)
    return Asked(query, name, variables or {})


def _of_address(query: str, limits: Limits) -> Asked:
    try:
        said = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=_SHORT, errors="strict"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Refusal("BAD_REQUEST", "the address can't be read") from error
    if "query" not in said:
        raise Refusal("BAD_REQUEST", "the address has no `query`: the document")
    try:
        variables = msgspec.json.decode(said.get("variables") or "{}")
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refusal("BAD_REQUEST", "`variables` has to be a JSON object") from error
    found = _of_json(
        {"query": said["query"], "operationName": said.get("operationName"), "variables": variables}, limits
    )
    return Asked(found.query, found.operation, found.variables, reading=True)


def _bounded(variables: Mapping[str, Any], limits: Limits) -> None:
    """Counts values, level by level: what is deep must not be walked through by calling oneself."""
    level: list[Any] = list(variables.values())
    count, depth = len(level), 0
    while level:
        depth += 1
        if depth > limits.nesting:
            raise too_much("the variables are too deep", limits.nesting, "nesting")
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(each.values())
            elif isinstance(each, list):
                below.extend(each)
        count += len(below)
        if count > limits.variables:
            raise too_much("the variables hold too many values", limits.variables, "variables")
        level = below


def _weight(part: str) -> float:
    try:
        return float(part.removeprefix("q="))
    except ValueError:
        return 1.0
