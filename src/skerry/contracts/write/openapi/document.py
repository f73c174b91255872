"""A document for each major version of a service that offers REST."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.write.openapi import naming
from skerry.contracts.write.openapi.bare import BareRequests, BareResponses
from skerry.contracts.write.openapi.lifecycle import Lifecycle, lifecycle, major
from skerry.contracts.write.openapi.operations import Operations
from skerry.contracts.write.openapi.problems import registered
from skerry.contracts.write.openapi.requests import Requests, query_types
from skerry.contracts.write.openapi.responses import Responses
from skerry.contracts.write.openapi.security import schemes
from skerry.contracts.write.openapi.shared import Object, Shared
from skerry.contracts.write.types import Schemas
from skerry.model.system import Operation, Service, System, Version
from skerry.model.terms.types import Type

VERSIONS = {"3.1": "3.1.1", "3.2": "3.2.0"}


def document(system: System, service: Service, version: Version, dialect: str = "3.1") -> Object:
    """The OpenAPI document of one version of a service; `dialect` is one of `VERSIONS`."""
    operations = [each for each in version.operations.values() if each.route]
    life = lifecycle(service, version)
    schemas = _schemas(system, service, version, operations)
    shared = Shared(system, life)
    media = naming.media(system, service, version.name) if life.by == "media-type" else "application/json"
    asked, given = (
        (BareRequests(schemas), BareResponses(schemas))
        if service.api.style == "bare"
        else (Requests(system, schemas, shared, life, media), Responses(service, schemas, shared, life, media))
    )
    paths = Operations(system, service, life, asked, given).paths(operations)
    return {
        "openapi": VERSIONS[dialect],
        "info": _info(system, service, life),
        "servers": list(_servers(system, service, life)),
        "tags": _tags(service, operations),
        "paths": paths,
        "components": _components(shared, schemas, schemes(system, service, operations, dialect)),
        "x-problem-types": registered(system, shared.statuses),
        "x-versioning": _versioning(service, life),
    }


def _schemas(system: System, service: Service, version: Version, operations: list[Operation]) -> Schemas:
    if service.api.style == "bare":
        return _bare(system, service, version, operations)
    received: list[Type] = [of for each in operations for of in query_types(system, each).values()]
    received += [each.input for each in operations if each.input]
    sent = [naming.lists(each.output) or each.output for each in operations if each.output]
    sent += [of for each in operations for of in each.answers.values() if of]
    return Schemas(system, received, sent, home=service.context, instead=version.instead)


def _bare(system: System, service: Service, version: Version, operations: list[Operation]) -> Schemas:
    received: list[Type] = [each.type for operation in operations for each in operation.parameters]
    received += [each.input for each in operations if each.input]
    sent = [of for each in operations for of in (each.output, *each.answers.values()) if of]
    return Schemas(system, received, sent, home=service.context, instead=version.instead, plain=True)


def _info(system: System, service: Service, life: Lifecycle) -> Object:
    context = system.contexts.get(service.context)
    team = service.team or (context.team if context else "")
    found: Object = {
        "title": naming.title(service),
        "version": f"{major(life.version.name)}.0.0",
        "summary": service.about or f"{naming.title(service)} of {system.name}",
        "description": " ".join(_about(system, service)),
        "contact": {"name": team or system.name, "url": f"https://teams.{naming.domain(system)}/{team or 'owner'}"},
        "license": {"name": "Proprietary", "identifier": "LicenseRef-Proprietary"},
        "x-api-id": naming.api_id(system, service),
        "x-owner": team or system.name,
        "x-audience": "external-public" if "public" in service.api.auth else "company-internal",
    }
    if life.ending:
        found["x-lifecycle"] = {"deprecated": str(life.since), "sunset": str(life.until)}
        if life.successor:
            found["x-lifecycle"]["successor"] = life.successor
    return found


def _about(system: System, service: Service) -> Iterator[str]:
    context = system.contexts.get(service.context)
    yield service.about or (context.about if context else "") or f"A service of {system.name}."
    if context and context.does:
        yield f"It does {', '.join(context.does)}."
    if service.owns:
        yield f"It owns {', '.join(name.name for name in service.owns)}."


def _servers(system: System, service: Service, life: Lifecycle) -> Iterator[Object]:
    path = f"/{life.version.name}" if life.by == "url" else ""
    for environment in system.environments or ("production",):
        yield {
            "url": f"https://{service.name}.{environment}.{{domain}}{path}",
            "description": environment,
            "variables": {"domain": {"default": naming.domain(system), "description": "Where the system runs."}},
        }


def _tags(service: Service, operations: list[Operation]) -> list[Object]:
    names = dict.fromkeys(naming.tag(each) for each in operations)
    return [{"name": name, "description": f"{name.replace('-', ' ').capitalize()}."} for name in names]


def _versioning(service: Service, life: Lifecycle) -> Object:
    policy = service.policies.versions
    newest = sorted(service.api.versions, key=major, reverse=True)
    found: Object = {"by": life.by, "supported": newest}
    if policy.keep:
        found["keep"] = policy.keep.value
    if policy.sunset:
        found["sunset"] = str(policy.sunset.value)
    return found


def _components(shared: Shared, schemas: Schemas, security: dict[str, Any]) -> Object:
    found: Object = {
        "schemas": dict(sorted({**schemas.definitions(), **shared.schemas}.items())),
        **shared.components(),
        "securitySchemes": security,
    }
    return {name: part for name, part in found.items() if part}
