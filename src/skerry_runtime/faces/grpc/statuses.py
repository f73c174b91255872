"""Problems as gRPC says them: a code, and `google.rpc.Status` with `ErrorInfo`, `BadRequest` and `RetryInfo`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import grpc
import msgspec
from google.rpc import error_details_pb2, status_pb2

from skerry_runtime.service.answer import Answer

Code = grpc.StatusCode
DETAILS = "grpc-status-details-bin"
_BY_STATUS = {
    400: Code.INVALID_ARGUMENT,
    401: Code.UNAUTHENTICATED,
    403: Code.PERMISSION_DENIED,
    404: Code.NOT_FOUND,
    406: Code.INVALID_ARGUMENT,
    409: Code.FAILED_PRECONDITION,
    412: Code.ABORTED,
    413: Code.RESOURCE_EXHAUSTED,
    422: Code.INVALID_ARGUMENT,
    428: Code.INVALID_ARGUMENT,
    429: Code.RESOURCE_EXHAUSTED,
    431: Code.RESOURCE_EXHAUSTED,
    503: Code.UNAVAILABLE,
}
_HTTP = {Code.INVALID_ARGUMENT: 422, Code.RESOURCE_EXHAUSTED: 429, Code.INTERNAL: 500, Code.OUT_OF_RANGE: 500}
_BY_KIND = {"in-progress": Code.ABORTED}


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call fails: its code, what it says, the serialized `google.rpc.Status`, and the status that REST would have."""

    code: Any
    detail: str
    status: bytes
    http: int


class Violated(msgspec.Struct):
    """A value that is wrong: a JSON pointer, and what is wrong."""

    pointer: str
    detail: str


class _Problem(msgspec.Struct):
    type: str = ""
    title: str = ""
    detail: str = ""
    errors: list[Violated] = []


def failure(answer: Answer, system: str, fields: Any, *, late: bool) -> Failure:
    """How a call fails that REST would answer with this problem.

    Args:
        answer: the problem.
        system: whose errors these are, where the problem's type says no domain.
        fields: what makes the path of a field (`items[2].product_id`) of a JSON pointer.
        late: whether the caller's deadline has passed.
    """
    problem = msgspec.json.decode(answer.body, type=_Problem)
    kind = problem.type.rpartition("/")[2] if problem.type != "about:blank" else ""
    code = _BY_KIND.get(kind) or _BY_STATUS.get(answer.status, Code.INTERNAL)
    if late and answer.status == 503:
        code = Code.DEADLINE_EXCEEDED
    violated = [(fields(each.pointer), each.detail) for each in problem.errors]
    wait = answer.header("retry-after")
    return failed(
        code, problem.detail or problem.title, kind or str(answer.status),
        urlsplit(problem.type).netloc or system, violated, int(wait) if wait.isdecimal() else 0, answer.status,
    )  # fmt: skip


def failed(
    code: Any,
    detail: str,
    kind: str,
    domain: str,
    violated: Iterable[tuple[str, str]] = (),
    wait: int = 0,
    http: int = 0,
) -> Failure:
    """A failure; `kind` is the last part of a problem's type, `wait` the seconds after which asking again may help."""
    status = status_pb2.Status(code=code.value[0], message=detail)
    status.details.add().Pack(
        error_details_pb2.ErrorInfo(reason=kind.upper().replace("-", "_"), domain=domain, metadata={"kind": kind})
    )
    named = [error_details_pb2.BadRequest.FieldViolation(field=field, description=said) for field, said in violated]
    if named:
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=named))
    if wait:
        later = error_details_pb2.RetryInfo()
        later.retry_delay.seconds = wait
        status.details.add().Pack(later)
    return Failure(code, detail, status.SerializeToString(), http or _HTTP[code])
