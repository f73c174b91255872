"""Makes answers of what operations return: in the types of the version that was asked, with an `ETag` and a `Location`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel, TypeAdapter

from skerry_runtime import spec
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.versions import Versions
from skerry_runtime.store import Page, Work
from skerry_runtime.store.mapping import attribute


class Shaper:
    """The answers of one operation in one version. `kind` is the class of (each of) what it gives there, None for nothing."""

    def __init__(
        self, operation: spec.Operation, route: spec.Route, kind: type[BaseModel] | None, versions: Versions
    ) -> None:
        self._operation, self._route, self.kind = operation, route, kind
        self._media = "application/json" if route.path.startswith("/internal/") else versions.media(route.version)
        self._path = versions.public(route.version, route.path)
        self._locates = versions.public(route.version, operation.locates) if operation.locates else ""
        self._many: TypeAdapter[list[Any]] | None = TypeAdapter(list[kind]) if kind else None  # type: ignore[valid-type]

    def answer(self, result: Any, work: Work[Any], values: dict[str, Any]) -> Answer:
        """The answer for what the operation returned."""
        status = self._operation.status
        if self.kind is None or result is None or status == 204:
            return Answer(204 if status == 200 else status, self._made(result, values))
        if isinstance(result, (Page, list, tuple)):
            return self._listed(result, values)
        body = _json(self._in_version(result))
        version = work.version(result)
        tag = f'"{self._route.version}-{version}"' if version else weak(body)
        headers = (("content-type", self._media), ("etag", tag), *self._made(result, values))
        return Answer(status, headers, body)

    def items(self, items: Iterable[Any]) -> bytes:
        """Several of what it gives, as a JSON array."""
        found = [self._in_version(each) for each in items]
        return self._many.dump_json(found, by_alias=True, exclude_none=True) if self._many else b"[]"

    def _listed(self, result: Any, values: dict[str, Any]) -> Answer:
        following = result.next if isinstance(result, Page) else ""
        body = self.items(result.items if isinstance(result, Page) else result)
        if not following:
            body = b'{"items":' + body + b"}"
            return Answer(self._operation.status, (("content-type", self._media), ("etag", weak(body))), body)
        body = b'{"items":' + body + b',"next":"' + following.encode() + b'"}'
        link = f"<{self._next(values, following)}>; rel=next"
        return Answer(
            self._operation.status, (("content-type", self._media), ("etag", weak(body)), ("link", link)), body
        )

    def _next(self, values: dict[str, Any], cursor: str) -> str:
        asked = {
            each.name: values[each.name]
            for each in self._route.parameters
            if each.place == "query" and values.get(each.name) is not None
        }
        asked.update({name: values[name] for name in ("limit",) if name in values})
        return f"{_filled(self._path, values)}?{urlencode({**asked, 'cursor': cursor}, doseq=True)}"

    def _in_version(self, result: Any) -> Any:
        """The same in the version's own type: the fields that it has, by their names."""
        if self.kind is None or isinstance(result, self.kind):
            return result
        return self.kind.model_validate(result.model_dump(mode="json", by_alias=True))

    def _made(self, result: Any, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        if self._operation.status not in (201, 202) or not isinstance(result, BaseModel):
            return ()
        place = self._locates or f"{self._path}/{{{next(iter(type(result).model_fields))}}}"
        last = place.rpartition("{")[2].partition("}")[0]  # the thing's own; what stands before is of the request
        own = getattr(result, _attribute(type(result), last), values.get(last, ""))
        return (("location", _filled(place, {**values, last: own})),)


@lru_cache(maxsize=1024)
def _attribute(kind: type[BaseModel], name: str) -> str:
    return attribute(kind, name)


def _filled(path: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        if "{" + name + "}" in path:
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
    return path


def _json(value: Any) -> bytes:
    if isinstance(value, BaseModel):
        found: bytes = value.__pydantic_serializer__.to_json(value, by_alias=True, exclude_none=True)
        return found
    return TypeAdapter(type(value)).dump_json(value, exclude_none=True)


def weak(body: bytes) -> str:
    """An `ETag` of what is not one stored thing."""
    return f'W/"{blake2b(body, digest_size=9).hexdigest()}"'


def same(asked: str, tag: str) -> bool:
    """Whether `If-None-Match` names this tag (weak comparison, RFC 9110)."""
    wanted = tag.removeprefix("W/")
    return asked.strip() == "*" or any(each.strip().removeprefix("W/") == wanted for each in asked.split(","))


def versions_in(asked: str) -> frozenset[int] | None:
    """The versions of a row that `If-Match` names; None for any; those of other tags are none."""
    if asked.strip() == "*":
        return None
    found = (
        each.strip().strip('"').rpartition("-")[2] for each in asked.split(",") if not each.strip().startswith("W/")
    )
    return frozenset(int(each) for each in found if each.isdecimal())
