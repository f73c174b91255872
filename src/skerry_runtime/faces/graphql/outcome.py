"""What was executed, as an answer: errors that are meant for a caller as they are, all others without what happened inside."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from graphql import ExecutionResult, GraphQLError

log = logging.getLogger("skerry.graphql")
MOST = 100  # errors of one answer


def result(done: ExecutionResult, problems: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The answer. `problems` are those that mutations told as data."""
    found: dict[str, Any] = {}
    if done.errors:
        found["errors"] = [_told(each) for each in done.errors[:MOST]]
    if done.data is not None or (done.errors and any(each.path for each in done.errors)):
        found["data"] = done.data
    if problems:
        found["extensions"] = {"problems": list(problems)[:MOST]}
    return found


def _told(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if cause is not None and not isinstance(cause, GraphQLError):
        log.error("%s failed", "/".join(map(str, error.path or ())), exc_info=cause)
        hidden = GraphQLError("this could not be answered", error.nodes, path=error.path)
        return {**hidden.formatted, "extensions": {"code": "INTERNAL", "status": 500}}
    said = dict(error.formatted)
    said.setdefault("extensions", {"code": "INVALID", "status": 400})
    return said
