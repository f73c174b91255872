"""The same request over another face: to a service over gRPC, its GraphQL, and the composed endpoint; directly and through gateways."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.runtime.gateway.wire import ask
from tests.runtime.trust.clinic import WAYS, Asked

from skerry_runtime import spec
from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service import Service

GRPC, GRAPHQL, COMPOSED = "grpc", "graphql", "composed"
_CARRIED = {GRPC: ("direct", "envoy"), GRAPHQL: ("direct",), COMPOSED: WAYS}  # a service's own GraphQL is not open
REACHED = [(face, way) for face, ways in _CARRIED.items() for way in ways if way in WAYS]
_OF_REST = {
    GRPC: {
        200: "OK",
        201: "OK",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "UNIMPLEMENTED",
        405: "UNIMPLEMENTED",
        503: "UNAVAILABLE",
    },
    GRAPHQL: {
        200: "OK",
        201: "OK",
        401: "UNAUTHORIZED",
        403: "FORBIDDEN",
        404: "INVALID",
        405: "INVALID",
        503: "UNAVAILABLE",
    },
}
_NAMED, _VALUE = re.compile(r"\{(\w+)\}"), "([^/]+)"


def words(face: str, status: int, otherwise: Mapping[str, str]) -> str:
    """What a face says where REST has this status."""
    language = GRPC if face == GRPC else GRAPHQL
    return otherwise.get(language) or _OF_REST[language][status]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came: the code in the words of the face, `OK` for any success."""

    code: str
    detail: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of REST by the name of its operation; by one that there is not, where REST has nothing there. `query` as it stands."""

    name: str
    writes: bool
    values: Mapping[str, Any]
    query: str = ""
    operation: spec.Operation | None = None

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
                    return cls(operation.name, method != "GET", {**named, **(body or {})}, query, operation)
        return cls(f"{method.lower()}{bare.rpartition('/')[2].title()}", method != "GET", {})


def over(
    clinic: Asked,
    face: str,
    way: str,
    name: str,
    method: str,
    path: str,
    token: str,
    body: Any,
    headers: Mapping[str, str],
) -> Verdict:
    """What is answered over a face, in one of the ways."""
    service, _, _ = clinic.running[name]
    wish = Wish.of(service, method, path, body)
    told = {"Authorization": f"Bearer {token}"} if token else {}
    told |= {each.replace("_", "-"): value for each, value in headers.items()}
    if face == GRPC:
        return _called(clinic, way, name, wish, told)
    return answered(graphql(clinic, face, way, name, _document(service, wish), told, wish.query))


def _called(clinic: Asked, way: str, name: str, wish: Wish, headers: Mapping[str, str]) -> Verdict:
    metadata = {each.lower(): value for each, value in headers.items()} | ({"if-match": "*"} if wish.writes else {})
    key = str(uuid4()) if wish.writes else ""
    with Spoken(port=clinic.grpc(way, name), folder=clinic.packages[name]) as spoken:
        if wish.operation is None:
            (of,) = spoken.services
            found = spoken.raw(f"{of}/{wish.name[0].upper()}{wish.name[1:]}", b"", key, **metadata)
        else:
            version = wish.operation.routes[0].version
            procedure = spoken.procedure(version, wish.name) + (f"?{wish.query}" if wish.query else "")
            found = spoken.raw(procedure, spoken.request(version, wish.name, wish.values), key, **metadata)
    return Verdict(found.code, found.detail, found.value)


def graphql(
    clinic: Asked, face: str, way: str, name: str, query: str, headers: Mapping[str, str], address: str = ""
) -> dict[str, Any]:
    """The answer of a service's own GraphQL, or of all of them as one; `address` is the query of the address."""
    url = clinic.url(way, name if face == GRAPHQL else "supergraph")
    told = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), **headers}
    path = f"/graphql?{address}" if address else "/graphql"
    found = ask(url, "POST", path, told, json.dumps({"query": query}).encode())
    made: dict[str, Any] = found.json
    return made


def answered(body: Mapping[str, Any]) -> Verdict:
    """What GraphQL has said of one field; or what was said before it was asked, as a problem."""
    if "detail" in body:
        return Verdict(body["type"].rpartition("/")[2].upper(), body["detail"])
    for error in body.get("errors", ()):
        assert not any((body.get("data") or {}).values()), body
        return Verdict(error["extensions"]["code"], error["message"])
    ((_, value),) = body["data"].items()
    for error in (value or {}).get("userErrors", ()):
        return Verdict(error["code"], error["message"])
    return Verdict("OK", value=value)


def _document(service: Service, wish: Wish) -> str:
    known, name = service.spec.graphql, wish.name
    assert known is not None
    if wish.operation is None:
        return f"{'mutation' if wish.writes else 'query'} {{ {name} }}"
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
