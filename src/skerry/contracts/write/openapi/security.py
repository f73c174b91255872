"""Who may call what: schemes, a scope for each operation, and the roles that the model grants it to."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.openapi.naming import domain, scope
from skerry.contracts.write.openapi.schemes import requirement, said_schemes, said_ways
from skerry.model.system import Operation, Service, System
from skerry.model.terms.access import Calls

READING = ("GET", "HEAD", "OPTIONS")


def schemes(system: System, service: Service, operations: list[Operation], version: str) -> dict[str, Any]:
    """The schemes that operations ask for; scopes say who has them."""
    if service.api.schemes or service.api.style == "bare":
        return said_schemes(service, operations)
    found: dict[str, Any] = {}
    names = {name for operation in operations for each in requirements(service, operation) for name in each}
    if "oauth2" in names:
        found["oauth2"] = _oauth2(system, service, operations, version)
    if "apiKey" in names:
        found["apiKey"] = {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "A key for each program.",
        }
    if "mtls" in names:
        found["mtls"] = {"type": "mutualTLS", "description": "A certificate of the caller, checked by the mesh."}
    return found


def requirements(service: Service, operation: Operation) -> list[dict[str, list[str]]]:
    """Alternatives, each of schemes that are all needed; [] where no proof is asked for, which only reading may do."""
    if service.api.schemes or service.api.style == "bare":
        return [requirement(way) for way in said_ways(service, operation)]
    auth, mtls = service.api.auth, service.policies.calls.mtls
    always: dict[str, list[str]] = {"mtls": []} if mtls and mtls.value else {}
    if "public" in auth and operation.route and operation.route.method in READING:
        return []
    found: list[dict[str, list[str]]] = [{"apiKey": [], **always}] if "api-key" in auth else []
    if "jwt" in auth or (not found and set(auth) != {"mtls"}):
        found.insert(0, {"oauth2": [scope(operation)], **always})
    return found or [{"mtls": []}]


def roles(system: System, service: Service, operation: Operation) -> dict[str, str]:
    """The roles that may call an operation, and on which condition ('' none)."""
    entering = {role for scheme in service.api.auth.values() for role in scheme}
    found: dict[str, str] = {}
    for role in system.access.values():
        for grant in role.grants:
            target = grant.rule.target
            if (
                isinstance(target, Calls)
                and target.service in ("*", service.name)
                and target.operation in ("*", operation.name.operation)
                and (not entering or role.name in entering)
            ):
                found.setdefault(role.name, str(grant.rule.condition or ""))
    return found


def _oauth2(system: System, service: Service, operations: list[Operation], version: str) -> dict[str, Any]:
    issuer = f"https://auth.{domain(system)}"
    scopes = {
        scope(each): _who(roles(system, service, each))
        for each in operations
        if any("oauth2" in requirement for requirement in requirements(service, each))
    }
    metadata = "oauth2MetadataUrl" if version == "3.2" else "x-oauth2-metadata-url"
    return {
        "type": "oauth2",
        "description": f"Signed tokens (JWT) of {issuer}, which speaks OpenID Connect.",
        metadata: f"{issuer}/.well-known/openid-configuration",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{issuer}/authorize", "tokenUrl": f"{issuer}/token", "scopes": scopes,
            },
            "clientCredentials": {"tokenUrl": f"{issuer}/token", "scopes": scopes},
        },
    }  # fmt: skip


def _who(granted: dict[str, str]) -> str:
    said = ", ".join(f"{role}{f' if {condition}' if condition else ''}" for role, condition in granted.items())
    return f"Granted to {said}." if said else "Granted to services that the model lets call it."
