"""The schemes and ways in that the model says in so many words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from skerry.model.system import Operation, Service
from skerry.model.terms.schemes import Flow, Scheme, Way

_FLOWS = {
    "code": ("authorizationCode", ("authorizationUrl", "tokenUrl")),
    "implicit": ("implicit", ("authorizationUrl",)),
    "client": ("clientCredentials", ("tokenUrl",)),
    "password": ("password", ("tokenUrl",)),
}


def said_schemes(service: Service, operations: Iterable[Operation]) -> dict[str, Any]:
    """Every scheme of the api; the scopes are those that operations ask for."""
    scopes: dict[str, set[str]] = {}
    for way in (way for operation in operations for way in said_ways(service, operation)):
        for proof in way.proofs:
            scopes.setdefault(proof.scheme, set()).update(proof.scopes)
    return {name: _scheme(of, sorted(scopes.get(name, ()))) for name, of in service.api.schemes.items()}


def said_ways(service: Service, operation: Operation) -> tuple[Way, ...]:
    """The ways into an operation."""
    return service.api.needs if operation.needs is None else operation.needs


def requirement(way: Way) -> dict[str, list[str]]:
    """A way as OpenAPI has it."""
    return {proof.scheme: list(proof.scopes) for proof in way.proofs}


def _scheme(of: Scheme, scopes: list[str]) -> dict[str, Any]:
    if of.kind in ("basic", "bearer"):
        return {"type": "http", "scheme": of.kind}
    if of.kind == "api-key":
        return {"type": "apiKey", "in": of.said[0], "name": of.said[1]}
    if of.kind == "openid":
        return {"type": "openIdConnect", "openIdConnectUrl": of.said[0]}
    if of.kind == "mtls":
        return {"type": "mutualTLS"}
    return {"type": "oauth2", "flows": {_FLOWS[flow.kind][0]: _flow(flow, scopes) for flow in of.flows}}


def _flow(flow: Flow, scopes: list[str]) -> dict[str, Any]:
    return {
        **dict(zip(_FLOWS[flow.kind][1], flow.urls, strict=True)),
        "scopes": {scope: scope for scope in sorted({*scopes, *flow.scopes})},
    }
