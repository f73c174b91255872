"""What a service is told to serve GraphQL: the document, as `skerry contracts write` has it, and what stands behind its names."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.graphql import Document, written
from skerry.contracts.write.graphql.behind import Resolved
from skerry.contracts.write.scope import Scope
from skerry.model.system import Service, System

Object = dict[str, Any]


def document(system: System, service: Service) -> Document | None:
    """The document of a service that exposes GraphQL."""
    if "graphql" not in service.api.expose:
        return None
    return next((each for each in written(system) if each.service == service.name), None)


def part(system: System, service: Service, classes: Scope) -> Object:
    """What `service.json` says of it; nothing where there is no such face."""
    found = document(system, service)
    if found is None:
        return {}
    behind = found.behind
    said: Object = {
        "document": found.file,
        "queries": {name: _resolved(each) for name, each in behind.queries.items()},
        "mutations": {name: _resolved(each) for name, each in behind.mutations.items()},
        "words": behind.words,
        "links": behind.links,
        "entities": {name: classes.of(of, incoming=False) for name, of in behind.entities.items()},
        "alternatives": {
            name: {"property": each.property, "values": dict(each.values)} for name, each in behind.alternatives.items()
        },
    }
    return {name: value for name, value in said.items() if value}


def _resolved(each: Resolved) -> Object:
    return {"operation": each.operation, **({"arguments": dict(each.arguments)} if each.arguments else {})}
