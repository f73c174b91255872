"""What FastAPI finds wrong with a request, as problems: 400 what can't be read, 422 what is not valid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from skerry_runtime.service.answer import Answer
from skerry_runtime.service.problems import Problems, pointer

_KINDS = {401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method-not-allowed", 413: "content-too-large"}


def install(app: FastAPI, problems: Problems) -> None:
    """Has all that FastAPI itself refuses answered as problems."""

    async def invalid(_: Request, error: Any) -> Any:
        return unfit(problems, error.errors())

    async def refused(request: Request, error: Any) -> Any:
        kind = _KINDS.get(error.status_code, "bad-request")
        headers = tuple((name.lower(), value) for name, value in (error.headers or {}).items())
        if error.status_code == 405:  # the framework names the methods of one of the routes alone
            headers = (("allow", ", ".join(_methods(request))),)
        status = error.status_code if kind != "bad-request" else 400
        detail = "there is nothing at this address" if status == 404 else str(error.detail)
        return problems.answer(status, kind, detail, headers=headers)

    async def failed(_: Request, error: Exception) -> Any:
        raise error  # for the edge, which knows the request's name

    app.add_exception_handler(Exception, failed)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


def _methods(request: Request) -> list[str]:
    """All methods that the request's path has."""
    routes = [each for each in request.app.routes if isinstance(each, Route)]
    return sorted(
        {name for each in routes if each.matches(request.scope)[0] is not Match.NONE for name in each.methods or ()}
    )


def unfit(problems: Problems, found: Sequence[Any]) -> Answer:
    """The problem for what pydantic says of a request; the first part of each `loc` is `path`, `query` or `body`."""
    unreadable = next((each for each in found if _unreadable(each)), None)
    errors = [(pointer(each["loc"]), _said(each)) for each in found]
    if unreadable is None:
        return problems.answer(422, "unprocessable", "some values are not valid", errors)
    if unreadable["loc"][0] == "body":
        return problems.answer(400, "bad-request", f"the body has to be a JSON document: {_said(unreadable)}")
    return problems.answer(400, "bad-request", "the address can't be read", errors)


def _unreadable(each: Any) -> bool:
    """No JSON, no body at all, or an address that can be of nothing."""
    location = each["loc"]
    if location[0] == "path" or each["type"] == "json_invalid":
        return True
    return location == ("body",) and (each["type"] == "missing" or isinstance(each.get("input"), bytes))


def _said(each: Any) -> str:
    detail = each.get("ctx", {}).get("error") if each["type"] == "json_invalid" else None
    return str(detail or each["msg"])
