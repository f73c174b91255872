"""The same request over another face: to a service over gRPC, to its GraphQL, and to the composed endpoint behind the plain gateway."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from tests.runtime.gateway.wire import ask
from tests.runtime.trust.clinic import Clinic

from skerry_runtime import spec
from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service import Service

FACES = ("grpc", "graphql", "composed")
_STATUS = {"UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403, "NOT_FOUND": 404, "INVALID_ARGUMENT": 422}
_CODES = {"FORBIDDEN": 403, "NOT_FOUND": 404, "INVALID": 422}
_NAMED, _VALUE = re.compile(r"\{(\w+)\}"), "([^/]+)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came, as REST would say it; 200 stands for any success."""

    status: int
    detail: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of REST by the name of its operation."""

    operation: spec.Operation
    values: Mapping[str, Any]

    @classmethod
    def of(cls, service: Service, method: str, path: str, body: Any) -> Wish:
        """What this request asks for."""
        bare, _, query = path.partition("?")
        for operation in service.spec.operations:
            for route in operation.routes:
                pattern = _NAMED.sub(_VALUE, f"/{route.version}{route.path}")
                found = re.fullmatch(pattern, bare) if route.method == method else None
                if found:
                    named = dict(zip(_NAMED.findall(route.path), found.groups(), strict=True))
                    return cls(operation, {**named, **dict(parse_qsl(query)), **(body or {})})
        raise LookupError(f"{method} {path} is no operation")


def over(
    clinic: Clinic, face: str, name: str, method: str, path: str, token: str, body: Any, headers: Mapping[str, str]
) -> Verdict:
    """What is answered over a face."""
    service, _, _ = clinic.running[name]
    wish = Wish.of(service, method, path, body)
    told = {"Authorization": f"Bearer {token}"} if token else {}
    told |= {each.replace("_", "-"): value for each, value in headers.items()}
    if face == "grpc":
        return _called(clinic, name, wish, told)
    return answered(graphql(clinic, face, name, _document(service, wish), told))


def _called(clinic: Clinic, name: str, wish: Wish, headers: Mapping[str, str]) -> Verdict:
    service, _, _ = clinic.running[name]
    writes = wish.operation.routes[0].method not in ("GET", "HEAD")
    metadata = {each.lower(): value for each, value in headers.items()} | ({"if-match": "*"} if writes else {})
    key = str(uuid4()) if writes else ""
    with Spoken(service) as spoken:
        found = spoken.call(wish.operation.routes[0].version, wish.operation.name, wish.values, key, **metadata)
    if found.code == "OK":
        return Verdict(200, value=found.value)
    return Verdict(_STATUS.get(found.code, 500), found.detail)


def graphql(clinic: Clinic, face: str, name: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The answer of a service's own GraphQL, or of all of them as one."""
    url = clinic.urls[name] if face == "graphql" else clinic.gateways["plain"].url
    told = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), **headers}
    found = ask(url, "POST", "/graphql", told, json.dumps({"query": query}).encode())
    made: dict[str, Any] = found.json
    return made


def answered(body: Mapping[str, Any]) -> Verdict:
    """What GraphQL has said of one field."""
    for error in body.get("errors", ()):
        return Verdict(int(error["extensions"].get("status", 500)), error["message"])
    ((_, value),) = body["data"].items()
    for error in (value or {}).get("userErrors", ()):
        return Verdict(_CODES[error["code"]], error["message"])
    return Verdict(200, value=value)


def _document(service: Service, wish: Wish) -> str:
    known, name = service.spec.graphql, wish.operation.name
    assert known is not None
    for field, resolved in known.queries.items():
        if resolved.operation == name:
            shown = "{ nodes { id } }" if wish.operation.listed else "{ id }"
            return f"{{ {field}({_fields(wish.values)}) {shown} }}"
    field = next(field for field, resolved in known.mutations.items() if resolved.operation == name)
    return f"mutation {{ {field}(input: {{{_fields(wish.values)}}}) {{ userErrors {{ code message }} }} }}"


def _fields(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {_literal(value)}" for name, value in values.items())


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{_fields(value)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value)
