"""Problems (RFC 9457) as GraphQL says them: as errors with a code, and, of mutations, as `userErrors` of the payload.

What a caller can do something about (the statuses below) is data of a mutation, as its document promises; everything else, and all that
a query runs into, is an error. Either way `extensions` has the code, the status and the fields of the same problem over REST.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from graphql import GraphQLError

from skerry_runtime.service.answer import Answer

CODES = {403: "FORBIDDEN", 404: "NOT_FOUND", 409: "CONFLICT", 422: "INVALID", 503: "UNAVAILABLE"}  # of UserErrorCode


def extensions(answer: Answer) -> dict[str, Any]:
    """What programs are told of a problem."""
    problem = _read(answer)
    kind = str(problem.get("type", "")).rpartition("/")[2]
    plain = kind if kind and ":" not in kind else str(problem.get("title", "error"))
    found: dict[str, Any] = {"code": plain.replace("-", "_").replace(" ", "_").upper(), "status": answer.status}
    if kind != "about:blank":
        found["type"] = problem.get("type", "")
    fields = [{"path": each["path"], "message": each["message"]} for each in _fields(problem)]
    return {**found, **({"fields": fields} if fields else {})}


def error(answer: Answer) -> GraphQLError:
    """A problem as an error."""
    return GraphQLError(message(answer), extensions=extensions(answer))


def message(answer: Answer) -> str:
    """What a person is told of a problem."""
    problem = _read(answer)
    return str(problem.get("detail") or problem.get("title") or f"status {answer.status}")


def user_errors(answer: Answer) -> list[dict[str, Any]]:
    """A problem as a mutation's payload has it: one for each value that is wrong, else one for all."""
    code = CODES[answer.status]
    fields = _fields(_read(answer))
    if not fields:
        return [{"code": code, "message": message(answer), "field": None}]
    return [{"code": code, "message": each["message"], "field": each["path"] or None} for each in fields]


def _fields(problem: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return [
        {"path": [_unescaped(part) for part in str(each.get("pointer", "")).split("/")[1:]], "message": each["detail"]}
        for each in problem.get("errors", ())
    ]


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _read(answer: Answer) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(answer.body or b"{}")
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}
